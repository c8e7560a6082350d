package org.sparkresnet.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.cli.Commands;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Pictures;
import org.sparkresnet.testing.TrainedStore;

/**
 * The functions of SQL in a real spark-sql, Thrift server and PySpark: each has the answers of
 * score, to the last digit, for images as PNGs and as pixels.
 */
class SqlClientsClusterIT {
  private static final Path RUN = Path.of("src/test/pyspark/run").toAbsolutePath();
  private static final Path JAR = Path.of("target/spark-resnet.jar").toAbsolutePath();
  private static final int IMAGES = 40;

  private static final String VIEW =
      "create temporary view pictures using binaryFile options (path 'pictures/*')";
  private static final String QUERY =
      "select concat_ws(' ', regexp_extract(path, '[^/]+$', 0), d.label, d.probability,"
          + " d.model_version, d.reason) from"
          + " (select path, classify_detail(content, 'cifar-10@champion') d from pictures)"
          + " order by 1";

  @TempDir private static Path folder;
  private static final List<String> EXPECTED = new ArrayList<>();

  /** The guide's lines name store, jar and pictures relative to the working folder. */
  @BeforeAll
  static void championPicturesAndScores() throws IOException {
    Commands commands = new Commands(TrainedStore.copyTo(folder.resolve("store")));
    commands.good("models", "register", "seed-1");
    commands.good("promote", "v1", "--set", "registry.floor=0");
    Path batch = Slice.FOLDER.resolve("test_batch.bin");
    commands.good(
        "score", "--model", "champion", "--run-id", "scores", "--input", batch.toString());
    Files.createDirectories(folder.resolve("target"));
    Files.createSymbolicLink(folder.resolve("target/spark-resnet.jar"), JAR);
    Files.createDirectories(folder.resolve("pictures"));
    List<Row> scores =
        LocalSpark.session()
            .sql(
                "select predicted_id, probability from parquet.`%s` where run_id = 'scores' order by example_id"
                    .formatted(folder.resolve("store/tables/predictions")))
            .collectAsList();
    byte[] records = Files.readAllBytes(batch);
    for (int i = 0; i < IMAGES; i++) {
      int from = i * CifarFormat.RECORD_BYTES + 1;
      byte[] pixels = Arrays.copyOfRange(records, from, from + CifarFormat.PIXEL_BYTES);
      String name = "%02d.%s".formatted(i, i % 2 == 0 ? "png" : "raw");
      Files.write(folder.resolve("pictures/" + name), i % 2 == 0 ? png(pixels) : pixels);
      EXPECTED.add(
          "%s %s %s cifar-10@v000001"
              .formatted(
                  name,
                  ClassNames.CIFAR_10.name(scores.get(i).getInt(0)),
                  scores.get(i).getDouble(1)));
    }
    Files.writeString(folder.resolve("pictures/damaged.jpg"), "none");
    EXPECTED.add("damaged.jpg cifar-10@v000001 the picture is no PNG, JPEG, BMP or GIF");
  }

  private static byte[] png(byte[] pixels) {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int at = 0; at < CifarFormat.PLANE_BYTES; at++) {
      image.setRGB(
          at % 32,
          at / 32,
          (pixels[at] & 0xff) << 16
              | (pixels[CifarFormat.PLANE_BYTES + at] & 0xff) << 8
              | (pixels[2 * CifarFormat.PLANE_BYTES + at] & 0xff));
    }
    return Pictures.file(image, "png");
  }

  private static Process start(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(RUN.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .redirectError(folder.resolve(name + ".err").toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start();
  }

  private static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroyForcibly();
  }

  /** Lines that a program writes, without what is on the error channel. */
  private static List<String> run(String name, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(name, List.of(arguments));
    try {
      assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue(); // the first one installs PySpark
    } finally {
      stop(process);
    }
    assertThat(process.exitValue()).as(() -> log(name)).isZero();
    return Files.readAllLines(folder.resolve(name + ".out"));
  }

  private static String log(String name) {
    try {
      return Files.readString(folder.resolve(name + ".err"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static List<String> settings() {
    return List.of(
        "--master",
        "local[2]",
        "--driver-memory",
        "2g",
        "--jars",
        JAR.toString(),
        "--conf",
        "spark.ui.enabled=false",
        "--conf",
        "spark.sql.extensions=org.sparkresnet.sql.ClassifierExtensions",
        "--conf",
        "spark.sparkresnet.store=" + folder.resolve("store"));
  }

  private static String[] withSettings(String program, String... arguments) {
    List<String> all = new ArrayList<>(List.of(program));
    all.addAll(settings());
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }

  @Test
  void sparkSqlHasTheAnswersOfScore() throws IOException, InterruptedException {
    String explain = "explain select classify(content), classify_top(content, 3) from pictures";
    List<String> lines =
        run("spark-sql", withSettings("spark-sql", "-e", String.join("; ", VIEW, QUERY, explain)));
    assertThat(lines)
        .startsWith(EXPECTED.toArray(String[]::new))
        .anyMatch(it -> it.contains("Classify ") && it.contains("model cifar-10@v000001, sha256 "));
  }

  @Test
  void theThriftServerHasTheAnswersOfScore() throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String[] arguments =
        withSettings(
            "spark-submit",
            "--conf",
            "spark.hadoop.hive.server2.thrift.port=" + port,
            "--conf",
            "spark.hadoop.hive.server2.thrift.bind.host=127.0.0.1",
            "--conf",
            "spark.hadoop.javax.jdo.option.ConnectionURL=jdbc:derby:memory:thrift;create=true",
            "--class",
            "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2",
            "spark-internal");
    Process server = start("thrift", List.of(arguments));
    try {
      awaitPort(server, port);
      List<String> answers =
          run(
              "beeline",
              "beeline",
              "--silent=true",
              "--showHeader=false",
              "--outputformat=tsv2",
              "-u",
              "jdbc:hive2://127.0.0.1:" + port,
              "-e",
              VIEW + ";",
              "-e",
              QUERY + ";");
      assertThat(answers.stream().filter(it -> !it.isBlank()).toList())
          .containsExactlyElementsOf(EXPECTED);
    } finally {
      stop(server);
    }
  }

  private static void awaitPort(Process server, int port) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofMinutes(8));
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (!server.isAlive() || Instant.now().isAfter(end)) {
          throw new IllegalStateException("the Thrift server did not start: " + log("thrift"), e);
        }
        Thread.sleep(300);
      }
    }
  }

  @Test
  void pySparkHasTheAnswersOfScoreByTheGuidesLines() throws IOException, InterruptedException {
    String page = Files.readString(Path.of("src/site/markdown/sql.md"));
    String guide = page.substring(page.indexOf("```python\n") + 10);
    String code =
        guide.substring(0, guide.indexOf("```"))
            + "pictures.createOrReplaceTempView('pictures')\n"
            + "print('answers')\n"
            + "for row in spark.sql(\"\"\""
            + QUERY
            + "\"\"\").collect():\n  print(row[0])\n"
            + "try:\n"
            + "  pictures.selectExpr(\"classify(content, 'v9')\")\n"
            + "except Exception as failure:\n"
            + "  print(type(failure).__name__, str(failure).split(';')[0])\n";
    Path script = Files.writeString(folder.resolve("script.py"), code);
    List<String> lines = run("python", "python", script.toString());
    List<String> answers = new ArrayList<>(EXPECTED);
    answers.add("AnalysisException cifar-10 has no version v000009");
    assertThat(lines.subList(lines.indexOf("answers") + 1, lines.size()))
        .containsExactlyElementsOf(answers);
    assertThat(lines.get(1)).contains("path", "label", "predicted_id", "model_sha256", "reason");
  }
}
