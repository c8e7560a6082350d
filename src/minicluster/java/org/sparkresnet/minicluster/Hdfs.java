package org.sparkresnet.minicluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.apache.hadoop.hdfs.MiniDFSNNTopology;

/** A name node, or two of which one is active, and two data nodes; every block is on both. */
final class Hdfs {
  /** Where the images are put. */
  static final String DATA = "/data/cifar-10";

  /** The name of both name nodes. */
  private static final String SERVICE = "minicluster";

  private static final int DATA_NODES = 2;

  private final MiniDFSCluster cluster;
  private final boolean ha;
  private final List<String> names;
  private final Map<Integer, DataNodeProperties> stopped = new HashMap<>();

  private Hdfs(MiniDFSCluster cluster, boolean ha) {
    this.cluster = cluster;
    this.ha = ha;
    this.names =
        cluster.getDataNodes().stream().map(node -> node.getDatanodeId().getXferAddr()).toList();
  }

  /**
   * Starts it, with the first name node active.
   *
   * @param ha whether there are two name nodes
   */
  static Hdfs start(java.nio.file.Path disk, boolean ha) throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
    conf.setInt("dfs.replication", DATA_NODES);
    // With two nodes there is none to replace a lost one by: write on with the other.
    conf.set("dfs.client.block.write.replace-datanode-on-failure.policy", "NEVER");
    // Data nodes see soon that a name node is back.
    conf.setInt("dfs.heartbeat.interval", 1);
    MiniDFSCluster.Builder builder =
        new MiniDFSCluster.Builder(conf).numDataNodes(DATA_NODES).format(true);
    if (ha) {
      builder.nnTopology(
          new MiniDFSNNTopology()
              .addNameservice(
                  new MiniDFSNNTopology.NSConf(SERVICE)
                      .addNN(new MiniDFSNNTopology.NNConf("nn0"))
                      .addNN(new MiniDFSNNTopology.NNConf("nn1"))));
    }
    Hdfs hdfs = new Hdfs(builder.build(), ha);
    hdfs.cluster.waitActive();
    if (ha) {
      hdfs.cluster.transitionToActive(0);
    }
    Path home = hdfs.files().getHomeDirectory();
    hdfs.files().mkdirs(home, new FsPermission((short) 0755));
    hdfs.files().mkdirs(new Path("/tmp"));
    hdfs.files().setPermission(new Path("/tmp"), new FsPermission((short) 01777));
    return hdfs;
  }

  /** Puts a local folder's files on HDFS. */
  void put(java.nio.file.Path data) throws IOException {
    files().mkdirs(new Path(DATA).getParent());
    files().copyFromLocalFile(new Path(data.toUri()), new Path(DATA));
  }

  Configuration configuration() {
    return cluster.getConfiguration(0);
  }

  String uri() {
    return ha ? "hdfs://" + SERVICE : cluster.getURI().toString();
  }

  /** Writes core-site.xml and hdfs-site.xml. */
  void writeClientConfiguration(java.nio.file.Path folder) throws IOException {
    Configuration core = new Configuration(false);
    core.set("fs.defaultFS", uri());
    write(core, folder.resolve("core-site.xml"));
    Configuration client = new Configuration(false);
    client.setInt("dfs.replication", DATA_NODES);
    client.set("dfs.client.block.write.replace-datanode-on-failure.policy", "NEVER");
    client.setBoolean("dfs.client.use.datanode.hostname", false);
    if (ha) {
      client.set("dfs.nameservices", SERVICE);
      client.set("dfs.ha.namenodes." + SERVICE, "nn0,nn1");
      for (int node = 0; node < 2; node++) {
        client.set(
            "dfs.namenode.rpc-address.%s.nn%d".formatted(SERVICE, node),
            Loopback.ADDRESS + ":" + cluster.getNameNodePort(node));
      }
      client.set(
          "dfs.client.failover.proxy.provider." + SERVICE,
          "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider");
    }
    write(client, folder.resolve("hdfs-site.xml"));
  }

  static void write(Configuration conf, java.nio.file.Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }

  void stopDataNode(int node) {
    if (node < 0 || node >= DATA_NODES) {
      throw new IllegalArgumentException("data node must be 0 or 1, cannot be: " + node);
    }
    if (!stopped.containsKey(node)) {
      // By name: the cluster's own numbers change when a node goes.
      stopped.put(node, cluster.stopDataNode(names.get(node)));
    }
  }

  /** Stops a data node if it runs, starts it again on its port, and waits until it serves. */
  void restartDataNode(int node) throws IOException {
    stopDataNode(node);
    if (!cluster.restartDataNode(stopped.remove(node), true)) {
      throw new IOException("it did not start again");
    }
    cluster.waitActive();
  }

  /** Restarts a name node on its port; an active one of two is active again. */
  void restartNameNode(int node) throws IOException {
    requireNameNode(node);
    boolean active = cluster.getNameNode(node).isActiveState();
    cluster.restartNameNode(node, !ha);
    if (ha && active) {
      cluster.transitionToActive(node);
    }
    cluster.waitActive(node);
  }

  /** Stops the other name node, makes this one active, and starts the other one again. */
  void failOver(int node) throws IOException {
    requireNameNode(node);
    if (!ha) {
      throw new IllegalArgumentException("there is one name node; submit/minicluster --ha has two");
    }
    cluster.shutdownNameNode(1 - node);
    cluster.transitionToActive(node);
    cluster.waitActive(node);
    cluster.restartNameNode(1 - node, false);
  }

  private void requireNameNode(int node) {
    int last = ha ? 1 : 0;
    if (node < 0 || node > last) {
      throw new IllegalArgumentException(
          "name node must be from 0 to %d, cannot be: %d".formatted(last, node));
    }
  }

  private FileSystem files() throws IOException {
    return cluster.getFileSystem(0);
  }
}
