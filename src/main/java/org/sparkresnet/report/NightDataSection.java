package org.sparkresnet.report;

import j2html.tags.DomContent;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.report.LineChart.Line;
import org.sparkresnet.report.LineChart.Scale;

/** Section with the growth of the training images and the warnings of their checks. */
final class NightDataSection {
  private static final String ID = "data";
  private static final String TITLE = "Data";

  private NightDataSection() {}

  static DomContent of(Nights nights) {
    LineChart images =
        chart(
            nights,
            "training images",
            work ->
                work.trainingImages().isPresent()
                    ? (double) work.trainingImages().getAsLong()
                    : Double.NaN);
    LineChart warnings = chart(nights, "checks that warned", work -> (double) work.warnings());
    if (images.isEmpty() && warnings.isEmpty()) {
      return HtmlParts.part(ID, TITLE, HtmlParts.absent("No night has trained yet."));
    }
    long warned =
        nights.nights().stream()
            .flatMap(night -> night.work().stream())
            .filter(work -> work.warnings() > 0)
            .count();
    return HtmlParts.part(
        ID,
        TITLE,
        HtmlParts.finding(
            "The checks of the data warned in %s.".formatted(HumanText.count(warned, "night"))),
        HtmlParts.charts(
            List.of(
                HtmlParts.chart(
                    "data-images", "Training images", CurvesSection.description(images), images),
                HtmlParts.chart(
                    "data-warnings",
                    "Warnings of the data checks",
                    CurvesSection.description(warnings),
                    warnings))));
  }

  /** A line of a figure over the nights that trained; NaN is left out. */
  static LineChart chart(
      Nights nights, String label, java.util.function.ToDoubleFunction<Night.Work> figure) {
    List<Curve.Point> points =
        IntStream.range(0, nights.nights().size())
            .filter(i -> nights.nights().get(i).work().isPresent())
            .mapToObj(
                i ->
                    new Curve.Point(
                        i + 1.0, figure.applyAsDouble(nights.nights().get(i).work().get())))
            .filter(point -> !Double.isNaN(point.y()))
            .toList();
    return new LineChart(
        "night", label, Scale.FROM_ZERO, List.of(Line.of(label, new Curve(points), 0)));
  }
}
