package org.sparkresnet.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.report.RunInfo.NamedValue;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.tables.rows.ConfusionRow;
import org.sparkresnet.tables.rows.DataCheckRow;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.tables.rows.ReliabilityRow;
import org.sparkresnet.tables.rows.RoundRow;

/** Runs to report on. */
final class ExampleRuns {
  static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final List<String> CLASSES = CifarFormat.CLASS_NAMES;

  private ExampleRuns() {}

  /** A finished run of so many epochs with everything that train stores. */
  static ReportedRun finished(String id, int epochs) {
    return new ReportedRun(
        info(id, "train", RunStatus.FINISHED, Optional.empty(), "20"),
        Optional.of(
            new Summary(
                new RunId(id),
                RunStatus.FINISHED,
                OptionalDouble.of(0.8),
                OptionalDouble.of(0.6),
                OptionalDouble.of(1234),
                75,
                epochs,
                10L * epochs,
                5L * epochs,
                1000L * epochs,
                2,
                Optional.of("ab".repeat(32)),
                Optional.of("file:/store/model.zip"),
                Optional.empty())),
        metrics(epochs),
        rounds(5 * epochs),
        List.of(new Scores("test", 1000, 0.8, 0.6, 0.99, 0.79, 0.78, false)),
        classes(),
        confusion(),
        reliability(),
        mistakes(40),
        List.of(),
        List.of(
            new DataCheckRow("test", "labels", 1, "OK", "test set: all labels are 0 to 9"),
            new DataCheckRow("training", "imbalance", 2, "WARN", "training set: ratio 2.0")));
  }

  /** A run that ended before it stored more than its row. */
  static ReportedRun failed(String id, String error) {
    return bare(info(id, "train", RunStatus.FAILED, Optional.of(error), "20"));
  }

  /** An evaluation: no curves, no rounds, no summary. */
  static ReportedRun evaluation(String id) {
    ReportedRun whole = finished(id, 1);
    RunInfo info = info(id, "evaluate", RunStatus.FINISHED, Optional.empty(), "20");
    return new ReportedRun(
        new RunInfo(
            info.id(),
            info.name(),
            info.command(),
            info.status(),
            info.startedAt(),
            info.endedAt(),
            0,
            info.error(),
            info.dataSha256(),
            info.networkName(),
            info.config(),
            info.provenance(),
            Optional.empty()),
        Optional.empty(),
        List.of(),
        List.of(),
        whole.scores(),
        whole.classes(),
        whole.confusion(),
        whole.reliability(),
        whole.mistakes(),
        List.of(),
        List.of());
  }

  static ReportedRun bare(RunInfo info) {
    return new ReportedRun(
        info,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** 100 answers: 20 of probability 0.5, half of them right, and 80 of 0.9, 60 of them right. */
  private static List<ReliabilityRow> reliability() {
    return List.of(
        new ReliabilityRow(
            "test", 0, 0, 1 / 15d, 0, 0, OptionalDouble.empty(), OptionalDouble.empty()),
        new ReliabilityRow(
            "test", 7, 7 / 15d, 8 / 15d, 20, 10, OptionalDouble.of(0.5), OptionalDouble.of(0.5)),
        new ReliabilityRow(
            "test",
            13,
            13 / 15d,
            14 / 15d,
            80,
            60,
            OptionalDouble.of(0.9),
            OptionalDouble.of(0.75)));
  }

  static RunInfo info(
      String id, String command, RunStatus status, Optional<String> error, String depth) {
    return new RunInfo(
        new RunId(id),
        "quick",
        command,
        status,
        NOON,
        Optional.of(NOON.plusSeconds(75)),
        2,
        error,
        Optional.of("da7a"),
        Optional.of("ResNet-" + depth),
        new TreeMap<>(Map.of("model.depth", depth, "train.epochs", "3", "data.path", "data")),
        List.of(new NamedValue("git commit", "0123abc"), new NamedValue("CPU model", "A CPU")),
        Optional.empty());
  }

  /** Pictures of all mistakes and suspects, each in a colour of its own. */
  static ReportPictures pictures() {
    return new ReportPictures(coloured(), coloured());
  }

  private static Pictures coloured() {
    return Pictures.of(
        IntStream.range(0, 40)
            .boxed()
            .collect(
                Collectors.toMap(
                    i -> (long) i,
                    i -> {
                      byte[] pixels = new byte[CifarFormat.PIXEL_BYTES];
                      for (int p = 0; p < pixels.length; p++) {
                        pixels[p] = (byte) (p / CifarFormat.SIDE * 3 + 6 * i);
                      }
                      return pixels;
                    })));
  }

  static PredictionRow mistake(long id, double probability) {
    return prediction(id, 3, 5, probability);
  }

  static PredictionRow prediction(long id, int actual, int predicted, double probability) {
    return new PredictionRow(
        "test",
        id,
        OptionalInt.of(actual),
        predicted,
        probability,
        "ab",
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty());
  }

  private static List<PredictionRow> mistakes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> mistake(i, 0.99 - 0.01 * Math.floorDiv(i, 2)))
        .toList();
  }

  private static List<MetricRow> metrics(int epochs) {
    List<MetricRow> rows = new ArrayList<>();
    for (int step = 2; step <= 10 * epochs; step += 2) {
      int epoch = (step - 1) / 10;
      rows.add(metric("train", "loss", 2.3 / Math.sqrt(step), step, epoch));
      rows.add(metric("train", "learning_rate", 0.1 - 0.09 * step / (10 * epochs), step, epoch));
      rows.add(metric("train", "images_per_second", 1000 + step % 7, step, epoch));
      if (step % 10 == 0) {
        rows.add(metric("train", "epoch_loss", 2.4 / Math.sqrt(step), step, epoch));
        rows.add(metric("train", "epoch_accuracy", 1 - 1.1 / Math.sqrt(step), step, epoch));
        rows.add(metric("test", "accuracy", 1 - 1 / Math.sqrt(step), step, epoch));
        rows.add(metric("test", "loss", 2.5 / Math.sqrt(step), step, epoch));
      }
    }
    return rows;
  }

  static MetricRow metric(String split, String key, double value, long step, int epoch) {
    return new MetricRow(split, key, value, step, epoch, NOON);
  }

  private static List<RoundRow> rounds(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new RoundRow(
                    i,
                    i / 5,
                    2L * i + 2,
                    200,
                    0.2 + 0.01 * (i % 3),
                    0.15,
                    0.18,
                    OptionalDouble.of(0.004),
                    0.01,
                    0.005,
                    9,
                    18,
                    i % 4 == 3 ? 1 : 0,
                    Optional.empty()))
        .toList();
  }

  private static List<ClassRow> classes() {
    return IntStream.range(0, CLASSES.size())
        .mapToObj(
            i ->
                new ClassRow(
                    "test",
                    i,
                    CLASSES.get(i),
                    0.7 + 0.02 * i,
                    0.75 + 0.01 * i,
                    0.73 + 0.015 * i,
                    100))
        .toList();
  }

  private static List<ConfusionRow> confusion() {
    List<ConfusionRow> rows = new ArrayList<>();
    for (int actual = 0; actual < 10; actual++) {
      for (int predicted = 0; predicted < 10; predicted++) {
        long count = actual == predicted ? 80 : actual == 3 && predicted == 5 ? 12 : 2;
        rows.add(
            new ConfusionRow(
                "test", actual, CLASSES.get(actual), predicted, CLASSES.get(predicted), count));
      }
    }
    return rows;
  }
}
