package org.sparkresnet.minicluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Spark's own master and two workers, each a process, on 127.0.0.1. */
final class Standalone {
  private static final int WORKERS = 2;
  private static final String CORES = "8";
  private static final String MEMORY = "16g";
  private static final int MOST_SECONDS = 300;

  private final Options options;
  private final Path disk;
  private final int port;
  private final int webUiPort;

  /** The master first. */
  private final List<Process> daemons = new ArrayList<>();

  private Standalone(Options options, Path disk) throws IOException {
    this.options = options;
    this.disk = Files.createDirectories(disk);
    this.port = Loopback.freePort();
    this.webUiPort = Loopback.freePort();
  }

  static Standalone start(Options options, Path disk) throws IOException, TimeoutException {
    Standalone cluster = new Standalone(options, disk);
    try {
      cluster.daemon("master", "org.apache.spark.deploy.master.Master",
          "--port", "" + cluster.port, "--webui-port", "" + cluster.webUiPort);
      // A worker that the master does not answer tries again only after many seconds.
      cluster.await("the master answered", body -> body.contains("aliveworkers"));
      for (int worker = 1; worker <= WORKERS; worker++) {
        cluster.daemon("worker-" + worker, "org.apache.spark.deploy.worker.Worker",
            "--cores", CORES, "--memory", MEMORY, "--port", "0", "--webui-port", "0",
            "--work-dir", cluster.disk.resolve("worker-" + worker).toString(), cluster.url());
      }
      cluster.await("workers registered", body -> body.contains("\"aliveworkers\":" + WORKERS));
      return cluster;
    } catch (IOException | TimeoutException | RuntimeException e) {
      cluster.stop();
      throw e;
    }
  }

  private void daemon(String name, String mainClass, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(options.sparkHome().resolve("bin/spark-class").toString());
    command.add(mainClass);
    command.addAll(List.of("--host", Loopback.ADDRESS));
    options
        .daemonProperties()
        .ifPresent(file -> command.addAll(List.of("--properties-file", file.toString())));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(disk.toFile());
    builder.environment().put("SPARK_HOME", options.sparkHome().toString());
    builder.environment().put("SPARK_LOCAL_IP", Loopback.ADDRESS);
    builder.environment().put("SPARK_DAEMON_MEMORY", "512m");
    builder.environment().put("SPARK_LOCAL_DIRS", disk.toString());
    Path log = options.logs().resolve(name + ".log");
    daemons.add(builder.redirectErrorStream(true).redirectOutput(log.toFile()).start());
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  String webUi() {
    return "http://127.0.0.1:" + webUiPort;
  }

  /** Waits until the master's page says so. */
  private void await(String what, Predicate<String> page) throws TimeoutException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(webUi() + "/json/")).timeout(Duration.ofSeconds(5)).build();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!page.test(pageOf(client, request).replaceAll("\\s", ""))) {
      if (daemons.stream().anyMatch(daemon -> !daemon.isAlive())) {
        throw new IllegalStateException("a daemon of standalone Spark ended; see " + options.logs());
      }
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "not within " + MOST_SECONDS + " s: " + what + "; see " + options.logs());
      }
      Pause.millis(200);
    }
  }

  private static String pageOf(HttpClient client, HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return ""; // not there yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Stops the workers, which stop their executors, and then the master. */
  void stop() {
    for (int i = daemons.size() - 1; i >= 0; i--) {
      daemons.get(i).destroy();
    }
    for (Process daemon : daemons) {
      try {
        if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
          daemon.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        daemon.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
