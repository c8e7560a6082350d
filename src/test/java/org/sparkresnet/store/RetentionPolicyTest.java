package org.sparkresnet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class RetentionPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private static final List<RunFolder> RUNS =
      List.of(
          ended("three", 3),
          ended("ten", 10),
          ended("one", 1),
          going("new", 0),
          going("stopped", 12),
          ended("hundred", 100));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0  | ",
        "4 | 0  | ",
        "2 | 0  | ten hundred",
        "1 | 0  | three ten hundred",
        "0 | 99 | hundred",
        "0 | 11 | stopped hundred",
        "0 | 12 | hundred", // not before the day is over
        "3 | 11 | stopped hundred",
        "2 | 99 | ten hundred",
      })
  void runsGoByNumberOrByAge(int keepRuns, int keepDays, String old) {
    assertThat(
            new RetentionPolicy(keepRuns, keepDays)
                .choose(RUNS, NOW).stream().map(it -> it.folder().run().value()).toList())
        .isEqualTo(old == null ? List.of() : List.of(old.split(" ")));
  }

  @Test
  void saysWhy() {
    assertThat(new RetentionPolicy(3, 11).choose(RUNS, NOW))
        .extracting(RetentionPolicy.Old::reason)
        .containsExactly(
            "older than 11 days (store.keep-days)",
            "not among the 3 newest ended runs (store.keep-runs)");
  }

  @Test
  void refusesNumbersBelowZero() {
    assertThatThrownBy(() -> new RetentionPolicy(-1, 0))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("store.keep-runs must be at least 1, or 0 to keep all, cannot be: -1");
    assertThatThrownBy(() -> new RetentionPolicy(0, -7))
        .hasMessage("store.keep-days must be at least 1, or 0 to keep all, cannot be: -7");
  }

  private static RunFolder ended(String run, int days) {
    Instant end = NOW.minus(Duration.ofDays(days));
    return new RunFolder(new RunId(run), Optional.of(end), end, 10, 5, "");
  }

  private static RunFolder going(String run, int days) {
    Instant changed = NOW.minus(Duration.ofDays(days));
    return new RunFolder(new RunId(run), Optional.empty(), changed, 10, 5, "");
  }
}
