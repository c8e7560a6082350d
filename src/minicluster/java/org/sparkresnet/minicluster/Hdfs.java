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

/** A name node and two data nodes; every block is on both. */
final class Hdfs {
  /** Where the images are put. */
  static final String DATA = "/data/cifar-10";

  private static final int DATA_NODES = 2;

  private final MiniDFSCluster cluster;
  private final List<String> names;
  private final Map<Integer, DataNodeProperties> stopped = new HashMap<>();

  private Hdfs(MiniDFSCluster cluster) {
    this.cluster = cluster;
    this.names =
        cluster.getDataNodes().stream().map(node -> node.getDatanodeId().getXferAddr()).toList();
  }

  static Hdfs start(java.nio.file.Path disk) throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
    conf.setInt("dfs.replication", DATA_NODES);
    // With two nodes there is none to replace a lost one by: write on with the other.
    conf.set("dfs.client.block.write.replace-datanode-on-failure.policy", "NEVER");
    Hdfs hdfs =
        new Hdfs(new MiniDFSCluster.Builder(conf).numDataNodes(DATA_NODES).format(true).build());
    hdfs.cluster.waitActive();
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
    return cluster.getURI().toString();
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

  private FileSystem files() throws IOException {
    return cluster.getFileSystem();
  }
}
