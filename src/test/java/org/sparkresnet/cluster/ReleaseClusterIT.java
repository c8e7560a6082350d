package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.BuildInfo;

/** The archives of a release, unpacked on a machine without Maven. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReleaseClusterIT {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  @TempDir private static Path folder;
  private static UnpackedRelease release;

  @BeforeAll
  static void unpack() throws IOException {
    release = UnpackedRelease.in(folder);
  }

  /** So that the temporary folder can be deleted, without a warning of each link. */
  @AfterAll
  static void makeDeletable() {
    Submission.run("rm", "-rf", folder.resolve("bin").toString());
    Submission.run("chmod", "-R", "u+w", folder.toString());
  }

  @Test
  @Order(1)
  void withoutASparkOneLineSaysWhatToDo() throws IOException {
    Path hadoop = Files.createDirectories(folder.resolve("hadoop"));
    Files.writeString(hadoop.resolve("core-site.xml"), "<configuration/>");
    Files.writeString(release.work().resolve("a.sweep"), "a conf/quick.conf\n");
    for (String script : List.of("local", "standalone spark://h:1", "yarn", "retrain")) {
      String[] words = script.split(" ");
      words[0] = release.path("submit/" + words[0]);
      String[] command = Stream.concat(Stream.of(words), command(script)).toArray(String[]::new);
      Submission refused = release.run(Map.of("HADOOP_CONF_DIR", hadoop.toString()), command);
      assertThat(refused.code()).as(script + refused.said()).isEqualTo(2);
      assertThat(refused.err())
          .startsWith("error: needs a Spark: SPARK_HOME must name the folder of a Spark 3.5")
          .contains("spark-resnet-" + BuildInfo.version() + "-runtime.tar.gz")
          .hasLineCount(1);
    }
    Submission wrong =
        release.run(Map.of("SPARK_HOME", "/none"), release.path("submit/local"), "train");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err())
        .isEqualTo("error: SPARK_HOME must hold bin/spark-submit, cannot be: /none\n");
  }

  private static Stream<String> command(String script) {
    return script.equals("retrain") ? Stream.of() : Stream.of("train");
  }

  @Test
  @Order(2)
  void theSumsAreThoseOfTheArchives() {
    for (String kind : List.of("bin", "runtime")) {
      String sum = UnpackedRelease.archive(kind).getFileName() + ".sha512";
      Submission checked = Submission.run("env", "-C", "target", "sha512sum", "-c", sum);
      assertThat(checked.code()).as(checked.said()).isZero();
    }
  }

  @Test
  @Order(3)
  void anotherSparkIsThatOfSparkHomeAndPathsAreThoseOfTheWorkingFolder() throws IOException {
    Path submit = Files.createDirectories(folder.resolve("its spark/bin")).resolve("spark-submit");
    Files.writeString(submit, "#!/bin/sh\nprintf '%s\\n' \"$@\" \"conf $SPARK_CONF_DIR\"\n");
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    Submission night =
        release.run(
            Map.of("SPARK_HOME", folder.resolve("its spark").toString()),
            release.path("submit/retrain"),
            "--",
            "--config",
            "conf/quick.conf");
    assertThat(night.code()).as(night.said()).isZero();
    Path logs = release.work().resolve("store/logs");
    assertThat(night.out()).startsWith("done; log: " + logs);
    String log = night.out().strip().replaceFirst(".*log: ", "");
    assertThat(Files.readString(Path.of(log)).lines())
        .contains(
            release.root() + "/lib/spark-resnet.jar",
            release.root() + "/conf/quick.conf",
            "conf " + release.root() + "/conf");
  }

  @Test
  @Order(4)
  void aSweepTrainsWithTheReleasesSparkAndWritesNothingIntoTheRelease() throws IOException {
    release.addRuntime();
    String before = release.listing();
    Files.writeString(
        release.work().resolve("a.sweep"),
        "first conf/quick.conf train.batch-size=16 train.epochs=1 train.workers=2 model.depth=8\n");
    Submission swept =
        release.run(
            Map.of(),
            release.path("submit/sweep"),
            "a.sweep",
            "--master",
            "local[2]",
            "--set",
            "data.path=" + MiniClusterProcess.SLICE.toAbsolutePath());
    assertThat(swept.code()).as(swept.said()).isZero();
    Path run = release.work().resolve("store/runs/first");
    JsonNode summary = json(run.resolve("summary.json"));
    assertThat(summary.get("status").asText()).isEqualTo("FINISHED");
    assertThat(summary.get("examples_seen").asLong()).isEqualTo(300);
    assertThat(json(run.resolve("manifest.json")).get("app_version").asText())
        .isEqualTo(BuildInfo.version());
    assertThat(release.listing()).isEqualTo(before);
    assertThat(swept.said()).doesNotContain("building");
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  @Test
  @Order(5)
  void aLinkOnThePathIsTheCommand() {
    Submission version = release.run(Map.of(), "spark-resnet", "--version");
    assertThat(version.code()).as(version.said()).isZero();
    assertThat(version.out()).startsWith("spark-resnet " + BuildInfo.version() + " (commit ");
    Submission completion =
        release.run(
            Map.of(), "bash", "-c", "source <(spark-resnet completion); complete -p spark-resnet");
    assertThat(completion.out()).as(completion.said()).contains("-F _complete_spark_resnet ");
  }

  @Test
  @Order(6)
  void submissionsToClustersNameTheFilesOfTheRelease() {
    Submission standalone =
        release.run(
            Map.of(),
            release.path("submit/standalone"),
            "spark://h:7077",
            "--print",
            "--deploy-mode",
            "cluster",
            "train",
            "--config=conf/quick.conf");
    Submission yarn =
        release.run(
            Map.of("HADOOP_CONF_DIR", folder.resolve("hadoop").toString(), "HOME", "" + folder),
            release.path("submit/yarn"),
            "--print",
            "train");
    String root = release.root().toString().replace(" ", "\\ ");
    for (Submission printed : List.of(standalone, yarn)) {
      assertThat(printed.code()).as(printed.said()).isZero();
      assertThat(printed.out())
          .contains("\n" + root + "/spark/bin/spark-submit ")
          .contains(root + "/lib/spark-resnet.jar");
    }
    assertThat(standalone.out()).contains("--config=" + root + "/conf/quick.conf");
    assertThat(yarn.out()).contains("spark.yarn.archive=file:");
    Submission executors =
        release.run(
            Map.of(), release.path("submit/local"), "--master", "local-cluster[1,1,1024]", "train");
    assertThat(executors.code()).isEqualTo(2);
    assertThat(executors.err())
        .startsWith("error: --master local-cluster would write into the release")
        .hasLineCount(1);
  }

  @Test
  @Order(7)
  void everyLinkOfTheGuideLeadsToAFileOfTheRelease() throws IOException {
    Path guide = release.root().resolve("guide");
    try (Stream<Path> pages = Files.list(guide)) {
      for (Path page : pages.filter(it -> it.toString().endsWith(".html")).toList()) {
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
          String[] parts = link.group(1).split("#", 2);
          if (parts[0].matches("[a-z]+:.*")) {
            continue;
          }
          Path target = parts[0].isEmpty() ? page : guide.resolve(parts[0]).normalize();
          assertThat(target).as("%s: %s", page, link.group(1)).exists();
          if (parts.length == 2) {
            assertThat(Files.readString(target))
                .as("%s: %s", page, link.group(1))
                .contains("id=\"" + parts[1] + "\"");
          }
        }
      }
    }
    assertThat(guide.resolve("index.html")).exists();
  }

  @Test
  @Order(8)
  void theUnitPointsToFilesOfTheRelease() throws IOException {
    String unit =
        Files.readString(release.root().resolve("submit/systemd/spark-resnet-retrain.service"));
    Matcher path = Pattern.compile("/opt/spark-resnet(/[\\w./-]+)").matcher(unit);
    int found = 0;
    for (; path.find(); found++) {
      assertThat(Path.of(release.root() + path.group(1))).exists();
    }
    assertThat(found).isEqualTo(2);
  }
}
