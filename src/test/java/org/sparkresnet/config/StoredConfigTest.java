package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;

/** Configurations that lie beside models, which may come from anywhere. */
class StoredConfigTest {
  private static final String ORIGIN = "/downloaded/config.conf";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include url(\"http://127.0.0.1:9/x\")",
        "include \"beside.conf\"",
        "include classpath(\"reference.conf\")",
        "include required(file(\"/etc/hostname\"))",
        "train { epochs = ",
        "train.epochs = ${PATH}",
        "train.epochs = ${?PATH}",
        "train = 3",
        "train.epochs = null",
      })
  void whatIsWrongIsAnErrorOfItsFile(String text) {
    assertRefused(ExitCode.DATA, () -> JobConfig.stored(text, ORIGIN)).contains(ORIGIN);
  }

  @Test
  void aRuleThatItBreaksIsAnErrorOfItsFileToo() {
    JobConfig stored = JobConfig.stored("dataset.std = [0, 1, 1], train.epochs = x", ORIGIN);
    assertRefused(ExitCode.DATA, stored::dataset).startsWith(ORIGIN + ": dataset.std must");
    assertRefused(ExitCode.DATA, stored::train).startsWith(ORIGIN + ": ");
    JobConfig group = JobConfig.stored("train.epochs = { a = 1 }", ORIGIN);
    assertRefused(ExitCode.DATA, group::train).startsWith(ORIGIN + ": train.epochs must be");
  }

  @Test
  void aKeyOfThousandsOfPartsIsRefusedBeforeItIsParsed() {
    String deep = "a.".repeat(5_000) + "a = 1";
    assertRefused(ExitCode.DATA, () -> JobConfig.stored(deep, ORIGIN))
        .contains(ORIGIN + ": a key must have at most 200 parts");
  }

  @Test
  void aValueOfAManifestIncludesNothing() {
    TreeMap<String, String> values =
        new TreeMap<>(Map.of("train.epochs", "3\ninclude url(\"http://127.0.0.1:9/x\")"));
    assertRefused(ExitCode.DATA, () -> JobConfig.stored(values, "run r1")).startsWith("run r1: ");
    values.put("train.epochs", "3");
    values.put("registry.model", "${PATH}");
    assertThat(JobConfig.stored(values, "run r1").values())
        .containsEntry("registry.model", "${PATH}");
  }
}
