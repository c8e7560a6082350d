package org.sparkresnet.report;

import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.report.LineChart.Line;
import org.sparkresnet.report.LineChart.Scale;
import org.sparkresnet.tables.rows.ReliabilityRow;

/** Section with the reliability diagram of the test images, and the share of sure answers. */
final class ReliabilitySection {
  static final String ID = "reliability";
  static final String TITLE = "Reliability";

  /** Limit of a bin of the table reliability, from which on an answer is called sure. */
  private static final double SURE = 0.8;

  private static final double ROUNDING = 1e-9;

  private ReliabilitySection() {}

  static DomContent of(ReportedRun run) {
    List<ReliabilityRow> bins = run.reliability().stream().filter(it -> it.examples() > 0).toList();
    if (bins.isEmpty()) {
      return HtmlParts.part(
          ID,
          TITLE,
          HtmlParts.absent(
              run.test().isPresent()
                  ? "Runs of earlier versions have no reliability diagram."
                  : "The test images were not evaluated."));
    }
    return HtmlParts.part(
        ID,
        TITLE,
        HtmlParts.finding(finding(bins)),
        HtmlParts.chart(ID + "-chart", "Reliability diagram", description(bins), chart(bins)),
        HtmlParts.wide(
            "Answers by their probability",
            List.of(
                "probability",
                "answers",
                "mean probability",
                "right",
                "as high or higher",
                "of these right"),
            rows(bins)));
  }

  private static String finding(List<ReliabilityRow> bins) {
    double all = examples(bins);
    double distance = 0;
    double probabilities = 0;
    for (ReliabilityRow bin : bins) {
      double sum = bin.meanProbability().orElseThrow() * bin.examples();
      distance += Math.abs(bin.correct() - sum);
      probabilities += sum;
    }
    double surplus = (probabilities - correct(bins)) / all;
    List<ReliabilityRow> sure =
        bins.stream().filter(it -> it.probabilityAbove() > SURE - ROUNDING).toList();
    return "Expected calibration error %s: the mean probability is %.2f points %s the share of answers that are right. "
            .formatted(
                HumanText.percent(distance / all),
                100 * Math.abs(surplus),
                surplus < 0 ? "below" : "above")
        + "%s of the answers have a probability above %.1f%s."
            .formatted(
                HumanText.percent(examples(sure) / all),
                SURE,
                sure.isEmpty()
                    ? ""
                    : ", and %s of these are right"
                        .formatted(HumanText.percent(correct(sure) / (double) examples(sure))));
  }

  private static LineChart chart(List<ReliabilityRow> bins) {
    return new LineChart(
        "mean probability of the bin",
        "share right",
        Scale.PERCENT,
        List.of(
            Line.of(
                "answers",
                new Curve(
                    bins.stream()
                        .map(
                            it ->
                                new Curve.Point(
                                    it.meanProbability().orElseThrow(),
                                    it.accuracy().orElseThrow()))
                        .toList()),
                0),
            Line.faint(
                "as sure as right",
                new Curve(List.of(new Curve.Point(0, 0), new Curve.Point(1, 1))),
                1)));
  }

  /** Describes the diagram for screen readers. */
  private static String description(List<ReliabilityRow> bins) {
    ReliabilityRow first = bins.get(0);
    ReliabilityRow last = bins.get(bins.size() - 1);
    return "of answers with mean probability %s %s are right; with %s, %s"
        .formatted(
            HumanText.percent(first.meanProbability().orElseThrow()),
            HumanText.percent(first.accuracy().orElseThrow()),
            HumanText.percent(last.meanProbability().orElseThrow()),
            HumanText.percent(last.accuracy().orElseThrow()));
  }

  private static List<List<DomContent>> rows(List<ReliabilityRow> bins) {
    List<List<DomContent>> rows = new ArrayList<>();
    double all = examples(bins);
    for (int i = bins.size() - 1; i >= 0; i--) {
      ReliabilityRow bin = bins.get(i);
      List<ReliabilityRow> rest = bins.subList(i, bins.size());
      rows.add(
          List.of(
              text(HumanText.format("%.3f to %.3f", bin.probabilityAbove(), bin.probabilityUpTo())),
              text(Numbers.whole(bin.examples())),
              text(HumanText.percent(bin.meanProbability().orElseThrow())),
              text(HumanText.percent(bin.accuracy().orElseThrow())),
              text(HumanText.percent(examples(rest) / all)),
              text(HumanText.percent(correct(rest) / (double) examples(rest)))));
    }
    return rows;
  }

  private static long examples(List<ReliabilityRow> bins) {
    return bins.stream().mapToLong(ReliabilityRow::examples).sum();
  }

  private static long correct(List<ReliabilityRow> bins) {
    return bins.stream().mapToLong(ReliabilityRow::correct).sum();
  }
}
