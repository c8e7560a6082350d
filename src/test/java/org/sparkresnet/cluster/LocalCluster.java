package org.sparkresnet.cluster;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A Spark whose executors are JVMs of their own, children of this one, with the class path of the
 * tests. Needs SPARK_HOME (target/spark) and SPARK_SCALA_VERSION in the environment.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Pattern EXECUTOR_ID = Pattern.compile("--executor-id\0(\\d+)\0");

  private final JavaSparkContext spark;

  private LocalCluster(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** Settings of conf/secure.conf, with a secret. */
  static Map<String, String> secure() throws IOException {
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of("conf/secure.conf"))) {
      properties.load(file);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.forEach((key, value) -> settings.put(key.toString(), value.toString().trim()));
    settings.put("spark.authenticate.secret", "a secret of this test");
    return settings;
  }

  /** Executors of one host; waits until all are there. */
  public static LocalCluster start(int executors, int cores, Map<String, String> options) {
    return start(
        "local-cluster[%d,%d,1024]".formatted(executors, cores), executors, cores, options);
  }

  /** Executors of one core each on as many hosts; waits until all are there. */
  static LocalCluster start(StandaloneDaemons daemons, int executors, Map<String, String> options) {
    return start(daemons.master(), executors, 1, options);
  }

  private static LocalCluster start(
      String master, int executors, int cores, Map<String, String> options) {
    SparkConf conf =
        new SparkConf()
            .setMaster(master)
            .setAppName("cluster tests")
            .set("spark.ui.enabled", "false")
            .set("spark.executor.memory", "1g")
            .set("spark.executor.cores", String.valueOf(cores))
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set(
                "spark.executor.extraJavaOptions",
                QuickJvm.text() + " -Dorg.bytedeco.javacpp.logger=slf4j")
            .set("spark.executorEnv.OMP_NUM_THREADS", "1")
            .set("spark.shuffle.reduceLocality.enabled", "false")
            .set("spark.locality.wait", "10s") // as in conf/spark-defaults.conf
        ;
    options.forEach(conf::set);
    LocalCluster cluster = new LocalCluster(new JavaSparkContext(conf));
    try {
      cluster.awaitExecutors(executors);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  public JavaSparkContext spark() {
    return spark;
  }

  /** The executors' processes by executor id. */
  SortedMap<Integer, ProcessHandle> executors() {
    SortedMap<Integer, ProcessHandle> found = new TreeMap<>();
    String application = spark.sc().applicationId();
    List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
    for (ProcessHandle process : children) {
      String command = commandLine(process);
      Matcher id = EXECUTOR_ID.matcher(command);
      if (command.contains("CoarseGrainedExecutorBackend")
          && command.contains(application)
          && id.find()) {
        found.put(Integer.parseInt(id.group(1)), process);
      }
    }
    return found;
  }

  /** ProcessHandle cuts command lines at 4,096 bytes, and a class path is longer. */
  private static String commandLine(ProcessHandle process) {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), "cmdline")),
          StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return "";
    }
  }

  /** Waits until so many executors are at the driver's disposal. */
  void awaitExecutors(int number) {
    long begin = System.nanoTime();
    while (spark.sc().statusTracker().getExecutorInfos().length - 1
        != number) { // one is the driver
      if (System.nanoTime() - begin > 180e9) {
        throw new IllegalStateException(
            "there are not %d executors; processes: %s".formatted(number, executors().keySet()));
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** Waits until listeners were told of all that has happened so far. */
  void awaitEvents() {
    try {
      spark.sc().listenerBus().waitUntilEmpty(180_000);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends a process as the kernel does when memory is short: SIGKILL. */
  static void kill(ProcessHandle process) {
    if (!process.destroyForcibly()) {
      throw new IllegalStateException("process " + process.pid() + " cannot be killed");
    }
  }

  /** Sends a signal, such as STOP or CONT. */
  static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("kill -" + name + " " + process.pid() + " exits " + code);
    }
  }

  /** Stops a process as a long pause does, and lets it go on after some seconds. */
  static void freeze(ProcessHandle process, int seconds) {
    signalUnchecked("STOP", process);
    CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS)
        .execute(() -> signalUnchecked("CONT", process));
  }

  private static void signalUnchecked(String name, ProcessHandle process) {
    try {
      signal(name, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    spark.close();
  }
}
