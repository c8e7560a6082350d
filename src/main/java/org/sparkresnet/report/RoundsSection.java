package org.sparkresnet.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.report.LineChart.Line;
import org.sparkresnet.report.LineChart.Scale;
import org.sparkresnet.tables.rows.RoundRow;

/** Section with the times of the averaging rounds. */
final class RoundsSection {
  private static final int SLOWEST = 5;

  private RoundsSection() {}

  static DomContent of(ReportedRun run) {
    List<RoundRow> rounds = run.rounds();
    if (rounds.isEmpty()) {
      return HtmlParts.part(
          "rounds",
          "Rounds",
          HtmlParts.absent(
              run.info().workers() == 0
                  ? "This run did not train."
                  : "No rounds are stored: they are when a run ends or pauses."));
    }
    return HtmlParts.part(
        "rounds",
        "Rounds",
        HtmlParts.finding(finding(rounds)),
        div(
                chart(run),
                HtmlParts.wide(
                    "Times of the rounds",
                    List.of("time of a round", "median", "95 % below", "longest", "sum"),
                    times(rounds)))
            .withClass("pair"),
        h3("Slowest rounds"),
        HtmlParts.wide(
            "Slowest rounds",
            List.of(
                "round",
                "epoch",
                "iteration",
                "whole",
                "slowest worker",
                "mean worker",
                "failed task attempts"),
            slowest(rounds)));
  }

  private static String finding(List<RoundRow> rounds) {
    double all = sum(rounds, RoundRow::seconds);
    double fit = sum(rounds, RoundRow::fitSecondsMean);
    long failed = rounds.stream().mapToLong(RoundRow::failedTasks).sum();
    return "%s; workers were in their minibatches for %s of the rounds' time; %s."
        .formatted(
            HumanText.count(rounds.size(), "round"),
            HumanText.percent(all == 0 ? 0 : fit / all),
            failed == 0 ? "no task failed" : Numbers.whole(failed) + " attempts of tasks failed");
  }

  private static DomContent chart(ReportedRun run) {
    Curve.Axis axis = run.axis();
    LineChart seconds =
        new LineChart(
            axis.label(),
            "seconds of a round",
            Scale.FROM_ZERO,
            List.of(
                line("whole round", run, axis, RoundRow::seconds, 0),
                line("slowest worker", run, axis, RoundRow::fitSecondsMax, 1)));
    return HtmlParts.chart(
        "rounds-seconds", "Time of a round", CurvesSection.description(seconds), seconds);
  }

  private static Line line(
      String name, ReportedRun run, Curve.Axis axis, ToDoubleFunction<RoundRow> value, int color) {
    return Line.of(
        name,
        new Curve(
            run.rounds().stream()
                .map(it -> new Curve.Point(axis.at(it.iteration()), value.applyAsDouble(it)))
                .toList()),
        color);
  }

  private static List<List<DomContent>> times(List<RoundRow> rounds) {
    return List.of(
        times("whole", rounds, RoundRow::seconds),
        times("slowest worker in its minibatches", rounds, RoundRow::fitSecondsMax),
        times(
            "workers waiting for the slowest",
            rounds,
            it -> it.fitSecondsMax() - it.fitSecondsMean()),
        times("making of minibatches, mean worker", rounds, it -> it.inputSeconds().orElse(0)),
        times("handing out weights", rounds, RoundRow::broadcastSeconds),
        times("averaging", rounds, RoundRow::aggregateSeconds));
  }

  private static List<DomContent> times(
      String name, List<RoundRow> rounds, ToDoubleFunction<RoundRow> time) {
    double[] sorted = rounds.stream().mapToDouble(time).sorted().toArray();
    return List.of(
        text(name),
        text(Numbers.millis(quantile(sorted, 0.5))),
        text(Numbers.millis(quantile(sorted, 0.95))),
        text(Numbers.millis(quantile(sorted, 1))),
        text(HumanText.duration(Arrays.stream(sorted).sum())));
  }

  /** The smallest value that at least the given share of all values does not exceed. */
  private static double quantile(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  private static List<List<DomContent>> slowest(List<RoundRow> rounds) {
    return rounds.stream()
        .sorted(
            Comparator.comparingDouble(RoundRow::seconds)
                .reversed()
                .thenComparingLong(RoundRow::round))
        .limit(SLOWEST)
        .map(
            it ->
                List.<DomContent>of(
                    text(Numbers.whole(it.round())),
                    text(Numbers.whole(it.epoch() + 1)),
                    text(Numbers.whole(it.iteration())),
                    text(Numbers.millis(it.seconds())),
                    text(Numbers.millis(it.fitSecondsMax())),
                    text(Numbers.millis(it.fitSecondsMean())),
                    text(Numbers.whole(it.failedTasks()))))
        .toList();
  }

  private static double sum(List<RoundRow> rounds, ToDoubleFunction<RoundRow> value) {
    return rounds.stream().mapToDouble(value).sum();
  }
}
