package org.sparkresnet.report;

import static j2html.TagCreator.h1;
import static j2html.TagCreator.header;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;
import static java.util.Map.entry;

import j2html.tags.DomContent;
import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.report.RunInfo.NamedValue;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.DrillRow;

/** Page with the drills of a run. Equal rows give equal bytes. */
public final class DrillPage {
  private DrillPage() {}

  /**
   * Renders the page.
   *
   * @param cluster facts of where it was
   * @param rows a row a drill, one at least
   */
  public static String of(RunId run, List<NamedValue> cluster, List<DrillRow> rows) {
    return PageFrame.of(
        "Drill " + run,
        header(
            h1("Drill " + run),
            p(new DrillVerdict(rows).text() + ".").withClass("finding"),
            HtmlParts.figures(cluster)),
        List.of(entry("drills", "Drills")),
        List.of(
            HtmlParts.part(
                "drills",
                "Drills",
                HtmlParts.finding("Undisturbed, the training gave " + rows.get(0).expected() + "."),
                HtmlParts.wide(
                    "Drills",
                    List.of("drill", "what was done", "outcome", "seconds", "what came"),
                    rows.stream().map(DrillPage::cells).toList()))),
        "spark-resnet drill " + run);
  }

  private static List<DomContent> cells(DrillRow row) {
    return List.of(
        text(row.drill()),
        text(row.done()),
        text(row.outcome()),
        text(HumanText.format("%.1f", row.seconds())),
        span(row.came()).withClass("long"));
  }
}
