package org.sparkresnet.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.link;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;

import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Frame of a page: one self-contained HTML file that loads nothing. */
final class PageFrame {
  /** Policy that forbids the page to load anything, also by markup in a run's name. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

  private PageFrame() {}

  /**
   * Renders a page.
   *
   * @param links id and text of each section
   */
  static String of(
      String title,
      DomContent header,
      List<Map.Entry<String, String>> links,
      List<DomContent> sections,
      String foot) {
    return "<!DOCTYPE html>\n"
        + html(
                head(
                    meta().attr("charset", "utf-8"),
                    meta().attr("http-equiv", "Content-Security-Policy").withContent(POLICY),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    title(title),
                    // Browsers ask a server for an icon otherwise.
                    link().withRel("icon").withHref("data:,"),
                    style(rawHtml(css()))),
                body(
                    header,
                    nav(each(links, it -> a(it.getValue()).withHref("#" + it.getKey())))
                        .attr("aria-label", "Sections"),
                    main(each(sections, it -> it)),
                    footer(foot)))
            .attr("lang", "en")
            .render()
        + "\n";
  }

  private static String css() {
    try (InputStream in = PageFrame.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from the jar
    }
  }
}
