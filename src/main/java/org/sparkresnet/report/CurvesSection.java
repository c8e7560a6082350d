package org.sparkresnet.report;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.report.LineChart.Line;

/** Learning curves of a run, or of several over each other. */
final class CurvesSection {
  private CurvesSection() {}

  static DomContent of(ReportedRun run) {
    List<DomContent> charts =
        charts(
            "curve",
            EpochAxis.of(run).label(),
            List.of(
                new Line("training", run.curve("train", "loss"), 0, true),
                new Line("training, mean of the epoch", run.curve("train", "epoch_loss"), 0),
                new Line("test", run.curve("test", "loss"), 1),
                new Line("validation", run.curve("validation", "loss"), 2)),
            List.of(
                new Line("test", run.curve("test", "accuracy"), 1),
                new Line("validation", run.curve("validation", "accuracy"), 2)),
            List.of(new Line("learning rate", run.curve("train", "learning_rate"), 0)),
            List.of(new Line("all workers", run.curve("train", "images_per_second"), 0)));
    return charts.isEmpty()
        ? HtmlParts.part("curves", "Learning curves", HtmlParts.absent(none(run)))
        : HtmlParts.part("curves", "Learning curves", HtmlParts.charts(charts));
  }

  /**
   * Test accuracy, training loss, learning rate and speed of all runs; the first is the report's.
   */
  static List<DomContent> overlaid(List<ReportedRun> runs) {
    // One axis for all: of epochs only if every run that has curves has finished one.
    boolean epochs =
        runs.stream().filter(it -> !it.metrics().isEmpty()).allMatch(it -> hasEpochs(it));
    return charts(
        "compared",
        epochs ? "epoch" : "iteration",
        lines(runs, "train", epochs ? "epoch_loss" : "loss", epochs),
        lines(runs, "test", "accuracy", epochs),
        lines(runs, "train", "learning_rate", epochs),
        lines(runs, "train", "images_per_second", epochs));
  }

  private static boolean hasEpochs(ReportedRun run) {
    return !run.curve("train", "epoch_loss").isEmpty();
  }

  private static List<Line> lines(
      List<ReportedRun> runs, String split, String key, boolean epochs) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      ReportedRun run = runs.get(i);
      EpochAxis axis = epochs ? EpochAxis.of(run) : new EpochAxis(1);
      lines.add(new Line(run.name(), run.curve(split, key, axis), i));
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
        new LineChart(x, "share right", true, false, accuracy));
    add(charts, id + "-loss", "Loss", new LineChart(x, "cross-entropy, nats", false, false, loss));
    add(
        charts,
        id + "-rate",
        "Learning rate",
        new LineChart(x, "learning rate", false, true, rate));
    add(
        charts,
        id + "-speed",
        "Speed of training",
        new LineChart(x, "images/s", false, true, speed));
    return charts;
  }

  private static void add(List<DomContent> charts, String id, String title, LineChart chart) {
    if (!chart.isEmpty()) {
      charts.add(HtmlParts.chart(id, title, description(chart), chart));
    }
  }

  /** "test from 54.29 % to 79.74 %; …". */
  static String description(LineChart chart) {
    return String.join(
        "; ",
        chart.lines().stream()
            .filter(line -> !line.faint())
            .map(
                line -> {
                  double first = line.points().get(0).y();
                  double last = line.points().get(line.points().size() - 1).y();
                  return "%s from %s to %s"
                      .formatted(line.name(), value(chart, first), value(chart, last));
                })
            .toList());
  }

  private static String value(LineChart chart, double value) {
    return chart.percent() ? Numbers.percent(value) : Numbers.figures(value);
  }

  private static String none(ReportedRun run) {
    return run.info().workers() == 0
        ? "This run did not train."
        : "No metrics are stored: they are when a run ends or pauses.";
  }
}
