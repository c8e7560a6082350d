package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.registry.Decision.Outcome;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.PromotionRow.PairedTest;

/** The texts of the registry's files, which earlier and later versions read, too. */
class RegistryJsonTest {
  private static final Decision TESTED =
      new Decision(
          Outcome.PROMOTED,
          "accuracy 91.90 % against 91.80 %",
          OptionalDouble.of(0.919),
          OptionalDouble.of(0.918),
          Optional.of(new PairedTest(0.25, 1e-5, 440, 430)));

  private static final Decision BY_HAND =
      new Decision(
          Outcome.ROLLED_BACK,
          "by hand",
          OptionalDouble.empty(),
          OptionalDouble.of(0.5),
          Optional.empty());

  static final VersionManifest VERSION =
      new VersionManifest(
          "cifar-10",
          new ModelVersion(7),
          Examples.NOON,
          Examples.manifest("quick").withModelSha256("beef"),
          new TreeMap<>(Map.of("test_accuracy", 0.919, "test_loss", 0.3)),
          Optional.of(TESTED));

  static final Champions CHAMPIONS =
      new Champions(List.of(champion(2, BY_HAND), champion(7, TESTED), champion(2, TESTED)));

  private static Champion champion(int version, Decision decision) {
    return new Champion(
        new ModelVersion(version),
        "beef",
        new RunId("quick"),
        Instant.parse("2026-11-24T12:00:00Z"),
        new RunId("nightly"),
        decision);
  }

  @Test
  void aVersionsManifestBeginsWithTheRegistrysFields() {
    assertThat(VERSION.toJson())
        .isEqualTo(
            """
            {
              "model" : "cifar-10",
              "version" : "v000007",
              "registered_at" : "2026-11-24T12:00:00.123456Z",
              "metrics" : {
                "test_accuracy" : 0.919,
                "test_loss" : 0.3
              },
              "decision" : {
                "outcome" : "PROMOTED",
                "reason" : "accuracy 91.90 % against 91.80 %",
                "candidate_accuracy" : 0.919,
                "champion_accuracy" : 0.918,
                "p_value" : 0.25,
                "p_worse" : 1.0E-5,
                "candidate_only_right" : 440,
                "champion_only_right" : 430
              },
              "run_id" : "quick",
              "command" : "train",
              "git_commit" : "0123abc",
              "app_version" : "0.1.0",
              "config_sha256" : "CONFIG_SHA256",
              "data_sha256" : "da7a",
              "model_sha256" : "beef",
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
                .replace("CONFIG_SHA256", VERSION.run().configSha256()));
    assertThat(VersionManifest.fromJson("v.json", VERSION.toJson())).isEqualTo(VERSION);
  }

  @Test
  void aVersionWithoutMetricsAndDecision() {
    VersionManifest bare =
        new VersionManifest(
            VERSION.model(),
            VERSION.version(),
            VERSION.registeredAt(),
            VERSION.run(),
            new TreeMap<>(),
            Optional.empty());
    assertThat(bare.toJson())
        .startsWith(
            """
            {
              "model" : "cifar-10",
              "version" : "v000007",
              "registered_at" : "2026-11-24T12:00:00.123456Z",
              "metrics" : { },
              "decision" : null,
              "run_id" : "quick",
            """);
    assertThat(VersionManifest.fromJson("v.json", bare.toJson())).isEqualTo(bare);
  }

  @Test
  void championsAreTheCurrentOneAndItsHistory() {
    assertThat(CHAMPIONS.toJson("cifar-10"))
        .isEqualTo(
            """
            {
              "model" : "cifar-10",
              "version" : "v000002",
              "model_sha256" : "beef",
              "run_id" : "quick",
              "since" : "2026-11-24T12:00:00Z",
              "decided_by" : "nightly",
              "decision" : {
                "outcome" : "ROLLED_BACK",
                "reason" : "by hand",
                "candidate_accuracy" : null,
                "champion_accuracy" : 0.5,
                "p_value" : null,
                "p_worse" : null,
                "candidate_only_right" : null,
                "champion_only_right" : null
              },
              "history" : [ {
                "version" : "v000007",
                "model_sha256" : "beef",
                "run_id" : "quick",
                "since" : "2026-11-24T12:00:00Z",
                "decided_by" : "nightly",
                "decision" : {
                  "outcome" : "PROMOTED",
                  "reason" : "accuracy 91.90 % against 91.80 %",
                  "candidate_accuracy" : 0.919,
                  "champion_accuracy" : 0.918,
                  "p_value" : 0.25,
                  "p_worse" : 1.0E-5,
                  "candidate_only_right" : 440,
                  "champion_only_right" : 430
                }
              }, {
                "version" : "v000002",
                "model_sha256" : "beef",
                "run_id" : "quick",
                "since" : "2026-11-24T12:00:00Z",
                "decided_by" : "nightly",
                "decision" : {
                  "outcome" : "PROMOTED",
                  "reason" : "accuracy 91.90 % against 91.80 %",
                  "candidate_accuracy" : 0.919,
                  "champion_accuracy" : 0.918,
                  "p_value" : 0.25,
                  "p_worse" : 1.0E-5,
                  "candidate_only_right" : 440,
                  "champion_only_right" : 430
                }
              } ]
            }
            """);
    assertThat(Champions.fromJson("c.json", CHAMPIONS.toJson("cifar-10"))).isEqualTo(CHAMPIONS);
  }

  @Test
  void theFirstChampionHasNoHistory() {
    Champions first = new Champions(List.of(champion(1, TESTED)));
    assertThat(first.toJson("cifar-10")).endsWith("  },\n  \"history\" : [ ]\n}\n");
    assertThat(Champions.fromJson("c.json", first.toJson("cifar-10"))).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"model\" : | \"m\" : | field model is missing",
        "\"v000007\" | \"seven\" | field version must be like v000007, is: seven",
        "\"v000007\" | 7 | field version must be a string, is: 7",
        "24T12 | 24 12 | field registered_at must be a UTC time, is: 2026-11-24 12:00:00.123456Z",
        "0.3 | \"0.3\" | field test_loss must be a number, is: \"0.3\"",
        "\"PROMOTED\" | \"GUESSED\""
            + " | field outcome must be one of [PROMOTED, KEPT, ROLLED_BACK], is: GUESSED",
        "\"decision\" : | \"decided\" : | field decision is missing",
        "0.918, | \"?\", | field champion_accuracy must be a number, is: \"?\"",
        "440 | null | field candidate_only_right must be an integer, is: null",
        "\"p_worse\" : | \"p\" : | field p_worse is missing",
        "\"spark_version\" : | \"spark\" : | field spark_version is missing",
        "\"train\" | null | field command must be a string, is: null",
        "\"3\" | 3 | field train.epochs must be a string, is: 3",
      })
  void namesTheFieldOfADamagedVersion(String part, String replacement, String message) {
    String json = VERSION.toJson();
    assertThat(json).contains(part);
    assertThatThrownBy(
            () ->
                VersionManifest.fromJson(
                    "v.json", json.replaceFirst(java.util.regex.Pattern.quote(part), replacement)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage("v.json: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"since\" : | \"until\" : | field since is missing",
        "\"decided_by\" : \"nightly\" | \"decided_by\" : 7"
            + " | field decided_by must be a string, is: 7",
        "\"history\" : [ { | \"history\" : [ 7, { | field history must hold objects, holds: 7",
        "\"history\" : | \"past\" : | field history is missing",
      })
  void namesTheFieldOfADamagedAlias(String part, String replacement, String message) {
    String json = CHAMPIONS.toJson("cifar-10");
    assertThat(json).contains(part);
    assertThatThrownBy(
            () ->
                Champions.fromJson(
                    "c.json", json.replaceFirst(java.util.regex.Pattern.quote(part), replacement)))
        .isInstanceOf(UserError.class)
        .hasMessage("c.json: " + message);
  }
}
