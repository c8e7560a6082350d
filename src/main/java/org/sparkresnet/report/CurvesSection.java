package org.sparkresnet.report;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Split;
import org.sparkresnet.report.LineChart.Line;
import org.sparkresnet.report.LineChart.Scale;

/** Section with the learning curves of a run; also overlays those of several runs. */
final class CurvesSection {
  private CurvesSection() {}

  static DomContent of(ReportedRun run) {
    List<DomContent> charts =
        charts(
            "curve",
            run.axis().label(),
            List.of(
                Line.faint("training", run.curve(Split.TRAIN, "loss"), 0),
                Line.of("training, mean of the epoch", run.curve(Split.TRAIN, "epoch_loss"), 0),
                Line.of("test", run.curve(Split.TEST, "loss"), 1),
                Line.of("validation", run.curve(Split.VALIDATION, "loss"), 2)),
            List.of(
                Line.of("training, as trained on", run.curve(Split.TRAIN, "epoch_accuracy"), 0),
                Line.of("test", run.curve(Split.TEST, "accuracy"), 1),
                Line.of("validation", run.curve(Split.VALIDATION, "accuracy"), 2)),
            List.of(Line.of("learning rate", run.curve(Split.TRAIN, "learning_rate"), 0)),
            List.of(Line.of("all workers", run.curve(Split.TRAIN, "images_per_second"), 0)));
    return charts.isEmpty()
        ? HtmlParts.part("curves", "Learning curves", HtmlParts.absent(none(run)))
        : HtmlParts.part("curves", "Learning curves", HtmlParts.charts(charts));
  }

  /**
   * Overlays test accuracy, training loss, learning rate and speed of all runs; the first is the
   * report's.
   */
  static List<DomContent> overlaid(List<ReportedRun> runs) {
    // One axis for all: of epochs only if every run that has curves has finished one.
    boolean epochs =
        runs.stream().filter(it -> !it.metrics().isEmpty()).allMatch(it -> hasEpochs(it));
    return charts(
        "compared",
        epochs ? "epoch" : "iteration",
        lines(runs, Split.TRAIN, epochs ? "epoch_loss" : "loss", epochs),
        lines(runs, Split.TEST, "accuracy", epochs),
        lines(runs, Split.TRAIN, "learning_rate", epochs),
        lines(runs, Split.TRAIN, "images_per_second", epochs));
  }

  private static boolean hasEpochs(ReportedRun run) {
    return !run.curve(Split.TRAIN, "epoch_loss").isEmpty();
  }

  private static List<Line> lines(List<ReportedRun> runs, Split split, String key, boolean epochs) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      ReportedRun run = runs.get(i);
      Curve.Axis axis = epochs ? run.axis() : Curve.Axis.ITERATIONS;
      lines.add(Line.of(run.name(), run.curve(split, key, axis), i));
    }
    return lines;
  }

  private static List<DomContent> charts(
      String id,
      String x,
      List<Line> loss,
      List<Line> accuracy,
      List<Line> rate,
      List<Line> speed) {
    List<DomContent> charts = new ArrayList<>();
    add(
        charts,
        id + "-accuracy",
        "Accuracy",
        new LineChart(x, "share right", Scale.PERCENT, accuracy));
    add(charts, id + "-loss", "Loss", new LineChart(x, "cross-entropy, nats", Scale.FITTED, loss));
    add(
        charts,
        id + "-rate",
        "Learning rate",
        new LineChart(x, "learning rate", Scale.FROM_ZERO, rate));
    add(
        charts,
        id + "-speed",
        "Speed of training",
        new LineChart(x, "images/s", Scale.FROM_ZERO, speed));
    return charts;
  }

  private static void add(List<DomContent> charts, String id, String title, LineChart chart) {
    if (!chart.isEmpty()) {
      charts.add(HtmlParts.chart(id, title, description(chart), chart));
    }
  }

  /** Describes a chart for screen readers: "test from 54.29 % to 79.74 %; …". */
  static String description(LineChart chart) {
    return String.join(
        "; ",
        chart.lines().stream()
            .filter(line -> !line.faint())
            .map(
                line ->
                    "%s from %s to %s"
                        .formatted(
                            line.name(),
                            value(chart, line.curve().first()),
                            value(chart, line.curve().last())))
            .toList());
  }

  private static String value(LineChart chart, double value) {
    return chart.scale() == Scale.PERCENT ? HumanText.percent(value) : Numbers.figures(value);
  }

  private static String none(ReportedRun run) {
    return run.info().workers() == 0
        ? "This run did not train."
        : run.info().unfinished().isPresent()
            ? "No metrics yet: they are stored at its checkpoints."
            : "No metrics are stored: they are when a run ends or pauses.";
  }
}
