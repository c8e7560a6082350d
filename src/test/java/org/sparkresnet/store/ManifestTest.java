package org.sparkresnet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.cifar.ImageSample;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.common.UserError;
import org.sparkresnet.tables.rows.ParamRow;

class ManifestTest {
  @Test
  void isWrittenInOrderWithoutSecrets() {
    Manifest manifest = Examples.manifest("quick");
    assertThat(manifest.toJson())
        .isEqualTo(
            """
            {
              "run_id" : "quick",
              "command" : "train",
              "git_commit" : "0123abc",
              "app_version" : "0.1.0",
              "config_sha256" : "%s",
              "data_sha256" : "da7a",
              "model_sha256" : null,
              "seed" : 42,
              "spark_version" : "3.5.5",
              "dl4j_version" : "1.0.0-M2",
              "onednn_version" : "3.8.1",
              "java_version" : "17.0.1",
              "os_arch" : "Linux amd64",
              "cpu_model" : "A CPU",
              "omp_threads" : 1,
              "onednn_max_cpu_isa" : null,
              "cpu_kernels" : null,
              "master" : "local[2]",
              "application_id" : "local-1",
              "training" : null,
              "data" : null,
              "config" : {
                "fs.s3a.secret.key" : "(redacted)",
                "train.epochs" : "3"
              }
            }
            """
                .formatted(manifest.configSha256()));
  }

  @Test
  void cpuKernelsAreNotKnownOfRunsOfEarlierVersions() {
    Manifest known = Examples.manifest("quick").withCpuKernels("AVX2, oneDNN 3.8.1");
    String text = known.toJson();
    assertThat(Manifest.fromJson("m.json", text)).isEqualTo(known);
    String line = "  \"cpu_kernels\" : \"AVX2, oneDNN 3.8.1\",\n";
    assertThat(text).contains(line);
    assertThat(Manifest.fromJson("m.json", text.replace(line, "")))
        .isEqualTo(Examples.manifest("quick"));
  }

  @Test
  void workersAndStartOfATrainingAreNotKnownOfRunsOfEarlierVersions() {
    Manifest known =
        Examples.manifest("quick")
            .withTraining(
                new Manifest.Training(
                    2, Optional.of(new RunId("parent")), Optional.of("5a".repeat(32))));
    String text = known.toJson();
    assertThat(text)
        .contains(
            """
              "training" : {
                "workers" : 2,
                "parent_run_id" : "parent",
                "parent_model_sha256" : "%s"
              },
            """
                .formatted("5a".repeat(32)));
    assertThat(Manifest.fromJson("m.json", text)).isEqualTo(known);
    assertThat(Manifest.fromJson("m.json", text.replace("\"training\"", "\"other\"")))
        .isEqualTo(Examples.manifest("quick"));
  }

  private static DataSummary.DataFile file(String name, long records, String recordsSha256) {
    return new DataSummary.DataFile(name, records, Optional.of("5afe"), recordsSha256);
  }

  @Test
  void aDigestOfRecordsWasCalledThatOfTheFileInEarlierVersions() {
    String earlier =
        Examples.manifest("quick")
            .withModelSha256("beef")
            .withData("cafe", DATA)
            .toJson()
            .replace("\"sha256\" : \"5afe\",\n      \"records_sha256\"", "\"sha256\"");
    assertThat(earlier).doesNotContain("records_sha256");
    assertThat(Manifest.fromJson("m.json", earlier).data().orElseThrow().files())
        .containsExactly(
            new DataSummary.DataFile("file:/data/data_batch_1.bin", 3, Optional.empty(), "f00d"));
  }

  private static final DataSummary DATA =
      new DataSummary(
          ClassNames.CIFAR_10,
          3,
          List.of(1L, 2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L),
          List.of(0.5, 0.25, 0.1),
          List.of(0.2, 0.3, 0.0),
          List.of(file("file:/data/data_batch_1.bin", 3, "f00d")),
          Optional.of(ImageSample.parse("00000000000000ff")));

  @Test
  void dataStandBetweenTheApplicationAndTheConfiguration() {
    DataSummary secret =
        new DataSummary(
            ClassNames.CIFAR_10,
            3,
            DATA.classCounts(),
            DATA.channelMeans(),
            DATA.channelDeviations(),
            List.of(file("hdfs://bob:pw@host/a.bin", 2, "f00d"), file("file:/b.bin", 1, "d00f")),
            DATA.testSample());
    assertThat(Examples.manifest("quick").withModelSha256("beef").withData("cafe", secret).toJson())
        .contains(
            """
              "application_id" : "local-1",
              "training" : null,
              "data" : {
                "class_names" : [ "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck" ],
                "training_images" : 3,
                "class_counts" : {
                  "airplane" : 1,
                  "automobile" : 2,
                  "bird" : 0,
                  "cat" : 0,
                  "deer" : 0,
                  "dog" : 0,
                  "frog" : 0,
                  "horse" : 0,
                  "ship" : 0,
                  "truck" : 0
                },
                "channel_means" : {
                  "red" : 0.5,
                  "green" : 0.25,
                  "blue" : 0.1
                },
                "channel_deviations" : {
                  "red" : 0.2,
                  "green" : 0.3,
                  "blue" : 0.0
                },
                "files" : [ {
                  "file" : "hdfs://(redacted)@host/a.bin",
                  "records" : 2,
                  "sha256" : "5afe",
                  "records_sha256" : "f00d"
                }, {
                  "file" : "file:/b.bin",
                  "records" : 1,
                  "sha256" : "5afe",
                  "records_sha256" : "d00f"
                } ],
                "test_sample" : "00000000000000ff"
              },
              "config" : {
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"training_images\" : | \"images\" : | field training_images is missing",
        "\"truck\" : 0 | \"lorry\" : 0 | field truck is missing",
        "\"truck\" : 0 | \"truck\" : null | field truck must be an integer, is: null",
        "\"blue\" : 0.1 | \"blue\" : \"0.1\" | field blue must be a number, is: \"0.1\"",
        "\"blue\" : 0.0 | \"azure\" : 0.0 | field blue is missing",
        "\"files\" : [ { | \"files\" : [ 7, { | field files must hold objects, holds: 7",
        "\"sha256\" : \"5afe\" | \"sha256\" : 7 | field sha256 must be a string, is: 7",
        "\"config\" : { | \"config\" : 7, \"rest\" : {"
            + " | field config must be an object, is: 7",
        "\"data\" : { | \"data\" : 7, \"rest\" : { | field data must be an object, is: 7",
        "\"omp_threads\" : 1 | \"omp_threads\" : true"
            + " | field omp_threads must be an integer, is: true",
        "\"seed\" : 42 | \"seed\" : null | field seed must be an integer, is: null",
        "\"seed\" : 42 | \"seed\" : 1e30 | field seed must be an integer, is: 1.0E30",
        "\"model_sha256\" : | \"sha\" : | field model_sha256 is missing",
        "\"model_sha256\" : \"beef\" | \"model_sha256\" : 7"
            + " | field model_sha256 must be a string, is: 7",
      })
  void namesADamagedField(String part, String replacement, String message) {
    String json =
        Examples.manifest("quick").withModelSha256("beef").withData("cafe", DATA).toJson();
    assertThat(json).contains(part);
    assertThatThrownBy(() -> Manifest.fromJson("m.json", json.replace(part, replacement)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage("m.json: " + message);
  }

  @Test
  void readsBackWhatItWrote() {
    Manifest manifest = Examples.manifest("quick").withModelSha256("beef").withData("cafe", DATA);
    assertThat(Manifest.fromJson("manifest.json", manifest.toJson())).isEqualTo(manifest);
    assertThat(manifest.modelSha256()).contains("beef");
    assertThat(manifest.data()).contains(DATA);
  }

  @Test
  void readsManifestsFromBeforeDataWereSummarised() {
    String json = Examples.manifest("quick").toJson().replace("  \"data\" : null,\n", "");
    assertThat(Manifest.fromJson("manifest.json", json)).isEqualTo(Examples.manifest("quick"));
  }

  @Test
  void configHashIsThatOfItsText() {
    Manifest manifest = Examples.manifest("quick");
    assertThat(manifest.configText())
        .isEqualTo("fs.s3a.secret.key = (redacted)\ntrain.epochs = 3\n");
    // printf 'fs.s3a.secret.key = (redacted)\ntrain.epochs = 3\n' | sha256sum
    assertThat(manifest.configSha256())
        .isEqualTo("f2e5c1cdf5efdf65af19abac0578ee5153b9a0c5608e368d5d2b85620038ca5b");
  }

  @Test
  void namesAMissingField() {
    String json = Examples.manifest("quick").toJson().replace("\"seed\"", "\"sead\"");
    assertThatThrownBy(() -> Manifest.fromJson("m.json", json))
        .isInstanceOf(UserError.class)
        .hasMessage("m.json: field seed is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "spark.ssl.keyPassword, x, (redacted)",
    "fs.s3a.access.key, x, (redacted)",
    "fs.s3a.access-key, x, (redacted)",
    "awsAccessKeyId, x, (redacted)",
    "spark.kerberos.keytab, x, (redacted)",
    "API_TOKEN, x, (redacted)",
    "google.credentials.file, x, (redacted)",
    "CLIENT_SECRET, x, (redacted)",
    "data.path, hdfs://user:pw@host/cifar, hdfs://(redacted)@host/cifar",
    "data.path, hdfs://host:8020/cifar, hdfs://host:8020/cifar",
    "train.seed, 42, 42"
  })
  void hidesSecrets(String key, String value, String shown) {
    assertThat(Redaction.redact(key, value)).isEqualTo(shown);
    assertThat(new ParamRow(key, value).value()).isEqualTo(shown);
  }

  @Test
  void provenanceDescribesThisMachine(@TempDir Path folder) throws IOException {
    Provenance here = Provenance.collect("3.5.5", "1.0.0-M2", Optional.empty());
    assertThat(here.javaVersion()).startsWith("17");
    assertThat(here.osArch()).contains(" ");

    Path cpuInfo =
        Files.writeString(folder.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: A B\n");
    assertThat(Provenance.cpuModel(cpuInfo)).isEqualTo("A B");
    assertThat(Provenance.cpuModel(folder.resolve("absent"))).isEqualTo("unknown");
  }

  @Test
  void theTextOfAConfigurationIsReadBack() {
    assertThat(Manifest.valuesOf("a.b = 1\nc = \nd = x = y\n"))
        .containsEntry("a.b", "1")
        .containsEntry("c", "")
        .containsEntry("d", "x = y")
        .hasSize(3);
  }
}
