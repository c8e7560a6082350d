package org.sparkresnet.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.div;
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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The report of a run as one HTML file that needs no other. Equal rows give equal bytes. */
public final class ReportPage {
  /** Runs that charts can tell apart, the report's own included. */
  public static final int MOST_RUNS = Palette.SIZE;

  /** Nothing may be loaded, not even by what a run's name might smuggle in. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

  private ReportPage() {}

  /**
   * The page.
   *
   * @param others runs to compare it with, at most {@link #MOST_RUNS} - 1
   * @param pictures of {@link Mistakes#surest}
   * @param champion of the registry; empty if there is none
   */
  public static String of(
      ReportedRun run,
      List<ReportedRun> others,
      TestPictures pictures,
      Optional<ChampionNote> champion) {
    List<NamedValue> links =
        List.of(
            new NamedValue("curves", "Learning curves"),
            new NamedValue("confusion", "Confusion matrix"),
            new NamedValue("classes", "Classes"),
            new NamedValue("mistakes", "Surest mistakes"),
            new NamedValue("comparison", "Comparison"),
            new NamedValue("rounds", "Rounds"),
            new NamedValue("checks", "Data checks"),
            new NamedValue("provenance", "Provenance"));
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
                    nav(each(links, it -> a(it.value()).withHref("#" + it.name())))
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

  private static String css() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from the jar
    }
  }
}
