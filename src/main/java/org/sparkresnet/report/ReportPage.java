package org.sparkresnet.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.div;
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
import java.util.Optional;

/** Page with the report of a run: one self-contained HTML file. Equal rows give equal bytes. */
public final class ReportPage {
  /** Largest number of runs that charts can distinguish, the report's own run included. */
  public static final int MOST_RUNS = Palette.SIZE;

  /** Policy that forbids the page to load anything, also by markup in a run's name. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

  private ReportPage() {}

  /**
   * Renders the page.
   *
   * @param others runs to compare with, at most {@link #MOST_RUNS} - 1
   * @param pictures of {@link Mistakes#surest}
   * @param champion of the registry; empty if there is none
   */
  public static String of(
      ReportedRun run,
      List<ReportedRun> others,
      TestPictures pictures,
      Optional<ChampionNote> champion) {
    return "<!DOCTYPE html>\n"
        + html(
                head(
                    meta().attr("charset", "utf-8"),
                    meta().attr("http-equiv", "Content-Security-Policy").withContent(POLICY),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    title(run.name() + " – " + SummarySection.title(run)),
                    // Browsers ask a server for an icon otherwise.
                    link().withRel("icon").withHref("data:,"),
                    style(rawHtml(css()))),
                body(
                    SummarySection.of(run),
                    nav(
                            navLink("curves", "Learning curves"),
                            navLink("confusion", "Confusion matrix"),
                            navLink("classes", "Classes"),
                            navLink("mistakes", "Surest mistakes"),
                            navLink("comparison", "Comparison"),
                            navLink("rounds", "Rounds"),
                            navLink("checks", "Data checks"),
                            navLink("provenance", "Provenance"))
                        .attr("aria-label", "Sections"),
                    main(
                        CurvesSection.of(run),
                        div(ConfusionSection.of(run), ClassesSection.of(run)).withClass("pair"),
                        MistakesSection.of(run, pictures),
                        ComparisonSection.of(run, others, champion),
                        RoundsSection.of(run),
                        ChecksSection.of(run),
                        ProvenanceSection.of(run)),
                    footer("spark-resnet report of run " + run.name())))
            .attr("lang", "en")
            .render()
        + "\n";
  }

  private static DomContent navLink(String section, String text) {
    return a(text).withHref("#" + section);
  }

  private static String css() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from the jar
    }
  }
}
