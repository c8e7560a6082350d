package org.sparkresnet.report;

import static j2html.TagCreator.div;
import static java.util.Map.entry;

import java.util.List;
import java.util.Optional;

/** Page with the report of a run. Equal rows give equal bytes. */
public final class ReportPage {
  /** Largest number of runs that charts can distinguish, the report's own run included. */
  public static final int MOST_RUNS = Palette.SIZE;

  private ReportPage() {}

  /**
   * Renders the page.
   *
   * @param others runs to compare with, at most {@link #MOST_RUNS} - 1
   * @param pictures of surest mistakes and suspect labels
   * @param champion of the registry; empty if there is none
   * @param looks accuracy in words: "after 41 looks: 90.10 %, between 89.10 and 91.04 %"; empty if
   *     no look at the test images is stored
   */
  public static String of(
      ReportedRun run,
      List<ReportedRun> others,
      ReportPictures pictures,
      Optional<ChampionNote> champion,
      Optional<String> looks) {
    return PageFrame.of(
        run.name() + " – " + SummarySection.title(run),
        SummarySection.of(run, looks),
        List.of(
            entry("curves", "Learning curves"),
            entry("confusion", "Confusion matrix"),
            entry("classes", "Classes"),
            entry(ReliabilitySection.ID, ReliabilitySection.TITLE),
            entry("mistakes", "Surest mistakes"),
            entry(SuspectsSection.ID, SuspectsSection.TITLE),
            entry("comparison", "Comparison"),
            entry("rounds", "Rounds"),
            entry("checks", "Data checks"),
            entry("provenance", "Provenance")),
        List.of(
            CurvesSection.of(run),
            div(ConfusionSection.of(run), ClassesSection.of(run)).withClass("pair"),
            ReliabilitySection.of(run),
            MistakesSection.of(run, pictures.mistakes()),
            SuspectsSection.of(run, pictures.suspects()),
            ComparisonSection.of(run, others, champion),
            RoundsSection.of(run),
            ChecksSection.of(run),
            ProvenanceSection.of(run)),
        "spark-resnet report of run " + run.name());
  }
}
