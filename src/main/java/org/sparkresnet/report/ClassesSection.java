package org.sparkresnet.report;

import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.Comparator;
import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.tables.rows.ClassRow;

/** Section with the scores of each class. */
final class ClassesSection {
  private ClassesSection() {}

  static DomContent of(ReportedRun run) {
    if (run.classes().isEmpty()) {
      return HtmlParts.part(
          "classes", "Classes", HtmlParts.absent("The test images were not evaluated."));
    }
    return HtmlParts.part(
        "classes",
        "Classes",
        HtmlParts.finding(finding(run.classes())),
        HtmlParts.wide(
            "Precision, recall and F1 of each class",
            List.of("class", "recall", "precision", "F1", "images"),
            run.classes().stream().map(ClassesSection::row).toList()));
  }

  private static String finding(List<ClassRow> classes) {
    Comparator<ClassRow> byRecall = Comparator.comparingDouble(it -> it.recall());
    ClassRow worst = classes.stream().min(byRecall).orElseThrow();
    ClassRow best = classes.stream().max(byRecall).orElseThrow();
    return "Found best: %s (%s of its images); worst: %s (%s)."
        .formatted(
            best.className(),
            HumanText.percent(best.recall()),
            worst.className(),
            HumanText.percent(worst.recall()));
  }

  private static List<DomContent> row(ClassRow row) {
    return List.of(
        text(row.className()),
        bar(row.recall()),
        bar(row.precision()),
        text(HumanText.percent(row.f1())),
        text(Numbers.whole(row.support())));
  }

  /** Shows a share as a number on a bar of that length. */
  private static DomContent bar(double share) {
    return span(HumanText.percent(share))
        .withClass("bar")
        .withStyle(HumanText.format("background-size:%.1f%% 100%%", 100 * share));
  }
}
