package org.sparkresnet.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.span;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.tables.rows.ConfusionRow;

/**
 * Section with the confusion matrix as a heat map, a table with coloured cells. Rows are actual.
 */
final class ConfusionSection {
  /** Most classes whose matrix can be read as a picture; CIFAR-100's cannot. */
  private static final int MOST_CLASSES = 50;

  private ConfusionSection() {}

  static DomContent of(ReportedRun run) {
    List<ConfusionRow> cells = run.confusion();
    if (cells.isEmpty()) {
      return HtmlParts.part(
          "confusion", "Confusion matrix", HtmlParts.absent("The test images were not evaluated."));
    }
    long classes = cells.stream().filter(it -> it.actualId() == it.predictedId()).count();
    return HtmlParts.part(
        "confusion",
        "Confusion matrix",
        HtmlParts.finding(finding(cells)),
        classes > MOST_CLASSES
            ? HtmlParts.absent(
                "The matrix of %d classes stands in the table confusion.".formatted(classes))
            : map(cells));
  }

  /** "Most often mistaken: 213 of 1,000 images of cat for dog." */
  static String finding(List<ConfusionRow> cells) {
    Optional<ConfusionRow> worst =
        cells.stream()
            .filter(it -> it.actualId() != it.predictedId() && it.count() > 0)
            .min(
                Comparator.comparingLong((ConfusionRow it) -> -it.count())
                    .thenComparingInt(ConfusionRow::actualId)
                    .thenComparingInt(ConfusionRow::predictedId));
    return worst
        .map(
            it ->
                "Most often mistaken: %s, taken for %s in %s of %s images."
                    .formatted(
                        it.actual(),
                        it.predicted(),
                        Numbers.whole(it.count()),
                        Numbers.whole(total(cells, it.actualId()))))
        .orElse("No image was mistaken.");
  }

  private static long total(List<ConfusionRow> cells, int actual) {
    return cells.stream()
        .filter(it -> it.actualId() == actual)
        .mapToLong(ConfusionRow::count)
        .sum();
  }

  private static DomContent map(List<ConfusionRow> cells) {
    List<ConfusionRow> heads =
        cells.stream().filter(it -> it.actualId() == it.predictedId()).toList();
    double most =
        cells.stream()
            .filter(it -> it.actualId() != it.predictedId())
            .mapToDouble(it -> share(cells, it))
            .max()
            .orElse(0);
    List<DomContent> rows = new ArrayList<>();
    for (ConfusionRow head : heads) {
      List<ConfusionRow> row =
          cells.stream().filter(it -> it.actualId() == head.actualId()).toList();
      rows.add(
          tr(
              th(head.actual()).attr("scope", "row"),
              each(row, cell -> cell(cell, share(cells, cell), most))));
    }
    return figure(
            div(table(
                        caption(
                            "Rows are what an image shows, columns what it was taken for. Blue"
                                + " is right, orange is mistaken; the darker, the larger the"
                                + " share of the row."),
                        thead(
                            tr(
                                th("actual").attr("scope", "col"),
                                each(
                                    heads,
                                    it ->
                                        th(span(it.predicted()))
                                            .attr("scope", "col")
                                            .withClass("up")))),
                        tbody(each(rows, it -> it)))
                    .withClass("heat"))
                .withClass("scroll")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", "Confusion matrix of the test images"))
        .withClass("matrix");
  }

  private static double share(List<ConfusionRow> cells, ConfusionRow cell) {
    long total = total(cells, cell.actualId());
    return total == 0 ? 0 : (double) cell.count() / total;
  }

  private static DomContent cell(ConfusionRow cell, double share, double most) {
    boolean right = cell.actualId() == cell.predictedId();
    // Mistakes are a few percent each: on the scale of what is right all would be white.
    double depth = right ? share : most == 0 ? 0 : share / most;
    return td(cell.count() == 0 ? "·" : Long.toString(cell.count()))
        .withStyle("background:" + Shade.of(right, depth) + ";color:" + Shade.ink(right, depth))
        .withTitle(
            "%s taken for %s: %s (%s)"
                .formatted(
                    cell.actual(),
                    cell.predicted(),
                    Numbers.whole(cell.count()),
                    HumanText.percent(share)));
  }
}
