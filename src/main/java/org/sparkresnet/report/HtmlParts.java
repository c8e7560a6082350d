package org.sparkresnet.report;

import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.awt.AWTError;
import java.util.Arrays;
import java.util.List;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.report.RunInfo.NamedValue;

/** Factory of the HTML parts that several sections use. Texts are escaped. */
final class HtmlParts {
  private HtmlParts() {}

  /** A section with its heading; links use the id. */
  static DomContent part(String id, String title, DomContent... content) {
    return section(h2(title).withId(id + "-title"), each(Arrays.asList(content), it -> it))
        .withId(id)
        .attr("aria-labelledby", id + "-title");
  }

  /** The finding of a section in one sentence. */
  static DomContent finding(String text) {
    return p(text).withClass("finding");
  }

  /** The figures at a page's head, each under its name. */
  static DomContent figures(List<NamedValue> figures) {
    return dl(each(figures, it -> div(dt(it.name()), dd(it.value())))).withClass("figures");
  }

  /** The reason why a part is not shown. */
  static DomContent absent(String text) {
    return p(text).withClass("absent");
  }

  /**
   * A chart with its caption, or a sentence if it cannot be drawn, because a report without charts
   * is better than no report.
   */
  static DomContent chart(String id, String title, String description, LineChart chart) {
    String svg;
    try {
      svg = Svg.of(chart.draw(), id, title + ": " + description);
    } catch (AWTError | LinkageError | InternalError e) {
      // Java measures texts with the system's fonts, and small images of servers have none.
      return absent(title + ": cannot be drawn on this machine, which has no fonts (" + e + ")");
    } catch (RuntimeException e) {
      return absent(title + ": cannot be drawn: " + ErrorText.of(e));
    }
    return figure(figcaption(title), rawHtml(svg)).withClass("chart");
  }

  static DomContent charts(List<DomContent> charts) {
    return div(each(charts, it -> it)).withClass("charts");
  }

  /**
   * A table with a heading in each row; wide ones scroll in their own box.
   *
   * @throws IllegalArgumentException if a row has not as many cells as there are headings
   */
  static DomContent wide(String name, List<String> head, List<List<DomContent>> rows) {
    for (List<DomContent> row : rows) {
      if (row.size() != head.size()) {
        throw new IllegalArgumentException(
            "a row of %s must have a cell under each of %s, has %d cells"
                .formatted(name, head, row.size()));
      }
    }
    return div(table(
                thead(tr(each(head, it -> th(it).attr("scope", "col")))),
                tbody(
                    each(
                        rows,
                        row ->
                            tr(
                                th(row.get(0)).attr("scope", "row"),
                                each(row.subList(1, row.size()), cell -> td(cell))))))
            .attr("aria-label", name))
        .withClass("scroll")
        // A box that scrolls must be reachable without a mouse.
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", name);
  }
}
