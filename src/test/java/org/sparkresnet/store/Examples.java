package org.sparkresnet.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RoundRow;

/** Rows and records for tests. */
public final class Examples {
  public static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123456Z");

  private Examples() {}

  public static MetricRow loss(long step, double value) {
    return new MetricRow("train", "loss", value, step, 1, NOON);
  }

  public static RoundRow round(long round) {
    return new RoundRow(
        round,
        1,
        4 * round,
        512,
        0.75,
        0.5,
        0.625,
        OptionalDouble.of(0.125),
        0.0625,
        0.03125,
        9,
        18,
        0,
        sha256(round));
  }

  /** Of every second round. */
  private static Optional<String> sha256(long round) {
    return round % 2 == 0 ? Optional.of("5a".repeat(32)) : Optional.empty();
  }

  public static Manifest manifest(String runId) {
    return new Manifest(
        new RunId(runId),
        "train",
        "0123abc",
        "0.1.0",
        new TreeMap<>(Map.of("train.epochs", "3", "fs.s3a.secret.key", "hush")),
        Optional.of("da7a"),
        42,
        new Provenance("3.5.5", "1.0.0-M2", Optional.of("3.8.1"), "17.0.1", "Linux amd64", "A CPU"),
        1,
        Optional.empty(),
        Optional.empty(),
        "local[2]",
        "local-1",
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
