package org.sparkresnet.minicluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;

/**
 * A resource manager and two node managers in this process, on 127.0.0.1. They are Hadoop's own
 * services: its MiniYARNCluster would bind them to the address of the host's name.
 */
final class Yarn {
  private static final int NODE_MANAGERS = 2;
  private static final int NODE_MEMORY_MB = 16384;
  private static final int NODE_CORES = 8;

  private static final List<String> CLIENT_KEYS =
      List.of(
          YarnConfiguration.RM_ADDRESS,
          YarnConfiguration.RM_SCHEDULER_ADDRESS,
          YarnConfiguration.RM_RESOURCE_TRACKER_ADDRESS,
          YarnConfiguration.RM_ADMIN_ADDRESS,
          YarnConfiguration.RM_WEBAPP_ADDRESS,
          YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB,
          YarnConfiguration.RM_SCHEDULER_MAXIMUM_ALLOCATION_MB);

  private final ResourceManager resourceManager = new ResourceManager();
  private final List<NodeManager> nodeManagers = new ArrayList<>();

  private Yarn() {}

  static Yarn start(Configuration hdfs, Path disk) throws IOException, TimeoutException {
    DefaultMetricsSystem.setMiniClusterMode(true); // several daemons in one process
    Yarn yarn = new Yarn();
    yarn.resourceManager.init(common(hdfs));
    yarn.resourceManager.start();
    for (int node = 0; node < NODE_MANAGERS; node++) {
      NodeManager manager = new NodeManager();
      manager.init(node(yarn.resourceManager.getConfig(), disk.resolve("node-" + node)));
      manager.start();
      yarn.nodeManagers.add(manager);
    }
    yarn.awaitNodes();
    return yarn;
  }

  private static Configuration common(Configuration hdfs) throws IOException {
    YarnConfiguration conf = new YarnConfiguration(hdfs);
    for (String key :
        List.of(
            YarnConfiguration.RM_ADDRESS,
            YarnConfiguration.RM_SCHEDULER_ADDRESS,
            YarnConfiguration.RM_RESOURCE_TRACKER_ADDRESS,
            YarnConfiguration.RM_ADMIN_ADDRESS,
            YarnConfiguration.NM_ADDRESS,
            YarnConfiguration.NM_LOCALIZER_ADDRESS,
            YarnConfiguration.NM_WEBAPP_ADDRESS)) {
      conf.set(key, Loopback.ADDRESS + ":0");
    }
    conf.set(YarnConfiguration.RM_WEBAPP_ADDRESS, Loopback.ADDRESS + ":" + Loopback.freePort());
    conf.set(
        YarnConfiguration.RM_SCHEDULER,
        "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler");
    conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 512);
    conf.setInt(YarnConfiguration.RM_SCHEDULER_MAXIMUM_ALLOCATION_MB, NODE_MEMORY_MB);
    // What a machine of any size promises; nobody holds containers to it.
    conf.setInt(YarnConfiguration.NM_PMEM_MB, NODE_MEMORY_MB);
    conf.setInt(YarnConfiguration.NM_VCORES, NODE_CORES);
    conf.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    conf.setInt(YarnConfiguration.NM_PROCESS_KILL_WAIT_MS, 1000);
    // On a full disk, submissions would wait without end.
    conf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99.9f);
    // Drivers and executors on loopback too, without an option of the user's: handed on from here.
    conf.set(
        YarnConfiguration.NM_ENV_WHITELIST,
        YarnConfiguration.DEFAULT_NM_ENV_WHITELIST + ",SPARK_LOCAL_IP");
    return conf;
  }

  private static Configuration node(Configuration cluster, Path disk) {
    Configuration conf = new YarnConfiguration(cluster);
    conf.set(YarnConfiguration.NM_LOCAL_DIRS, disk.resolve("local").toString());
    conf.set(YarnConfiguration.NM_LOG_DIRS, disk.resolve("logs").toString());
    return conf;
  }

  private void awaitNodes() throws TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
    while (resourceManager.getResourceScheduler().getNumClusterNodes() < NODE_MANAGERS) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("node managers did not register within 300 s");
      }
      Pause.millis(100);
    }
  }

  /** Writes yarn-site.xml. */
  void writeClientConfiguration(Path folder) throws IOException {
    Configuration client = new Configuration(false);
    CLIENT_KEYS.forEach(key -> client.set(key, resourceManager.getConfig().get(key)));
    Hdfs.write(client, folder.resolve("yarn-site.xml"));
  }

  String webUi() {
    return "http://" + resourceManager.getConfig().get(YarnConfiguration.RM_WEBAPP_ADDRESS);
  }

  /**
   * Stops the containers. The node managers would then wait long for logs that are deleted anyway,
   * so they are not waited for.
   */
  void stop() {
    List<Thread> stops = nodeManagers.stream().map(node -> new Thread(node::stop)).toList();
    stops.forEach(stop -> stop.setDaemon(true));
    stops.forEach(Thread::start);
    for (int tenths = 0; tenths < 50 && stops.stream().anyMatch(Thread::isAlive); tenths++) {
      Pause.millis(100);
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }
}
