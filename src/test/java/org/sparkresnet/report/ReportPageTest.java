package org.sparkresnet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import j2html.TagCreator;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sparkresnet.report.Curve.Point;
import org.sparkresnet.report.RunInfo.NamedValue;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.rows.ExampleDynamicsRow;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.PredictionRow;

class ReportPageTest {
  private static String page(ReportedRun run, ReportedRun... others) {
    return ReportPage.of(
        run, List.of(others), ExampleRuns.pictures(), Optional.empty(), Optional.empty());
  }

  private static int count(String text, String regex) {
    return (int) Pattern.compile(regex).matcher(text).results().count();
  }

  @Test
  void aFinishedRunHasAllSectionsChartsAndPictures() {
    String page = page(ExampleRuns.finished("mine", 3));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("<h1>ResNet-20: 80.00 % of the test images right</h1>")
        .contains("Most often mistaken: cat, taken for dog in 12 of 108 images.")
        .contains("Found best: truck (84.00 % of its images); worst: airplane (75.00 %).")
        .contains("2 checks: 0 failed, 1 warned.")
        .contains("15 rounds; workers were in their minibatches for")
        .contains("3 attempts of tasks failed")
        .contains("1,234 images/s");
    assertThat(count(page, "<svg ")).isEqualTo(6);
    assertThat(count(page, "<img src=\"data:image/png;base64,")).isEqualTo(Mistakes.SHOWN);
    assertThat(count(page, "alt=\"Test image \\d+: cat taken for dog with probability"))
        .isEqualTo(Mistakes.SHOWN);
    assertThat(page.length()).isLessThan(1_500_000);
  }

  @Test
  void theSameRowsGiveTheSameBytesAndNamesAreUniqueInThePage() {
    ReportedRun mine = ExampleRuns.finished("mine", 3);
    ReportedRun other = ExampleRuns.finished("other", 2);
    String page = page(mine, other);
    assertThat(page(ExampleRuns.finished("mine", 3), ExampleRuns.finished("other", 2)))
        .isEqualTo(page);
    List<String> ids = new ArrayList<>();
    Pattern.compile(" id=\"([^\"]+)\"").matcher(page).results().forEach(m -> ids.add(m.group(1)));
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void nothingThatARunSaysOfItselfBecomesMarkup() {
    String evil = "</p><script>alert('x')</script>\"&";
    RunInfo info = ExampleRuns.info("evil", "train", RunStatus.FAILED, Optional.of(evil), evil);
    ReportedRun run =
        ExampleRuns.bare(
            new RunInfo(
                info.id(),
                evil,
                evil,
                info.status(),
                info.startedAt(),
                info.endedAt(),
                2,
                info.error(),
                Optional.of(evil),
                info.networkName(),
                info.config(),
                List.of(new NamedValue(evil, evil)),
                Optional.empty()));
    ReportedRun compared =
        new ReportedRun(
            run.info(),
            Optional.empty(),
            ExampleRuns.finished("evil", 2).metrics(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            ExampleRuns.finished("evil", 2).mistakes(),
            List.of(),
            List.of());
    String page =
        ReportPage.of(
            compared, List.of(run), ReportPictures.none(evil), Optional.empty(), Optional.empty());
    assertThat(page)
        .doesNotContain("<script")
        .contains("Error: &lt;/p&gt;&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;")
        .contains("The pictures cannot be shown: &lt;/p&gt;");
  }

  @Test
  void aFailedRunSaysWhyAndWhatThereIsNot() {
    assertThat(page(ExampleRuns.failed("broken", "the loss is NaN at iteration 7")))
        .contains("<h1>ResNet-20: no evaluation of the test images</h1>")
        .contains("Error: the loss is NaN at iteration 7")
        .contains("No metrics are stored: they are when a run ends or pauses.")
        .contains("The test images were not evaluated.")
        .contains("No data checks are stored.")
        .contains("There is no champion in the registry, and --compare names no other run.")
        .doesNotContain("<svg ");
  }

  @Test
  void theReliabilityOfTheAnswersIsDrawnAndToldInWords() {
    // |10 - 20 · 0.5| + |60 - 80 · 0.9| = 12 of 100 answers.
    assertThat(page(ExampleRuns.finished("mine", 2)))
        .contains("Expected calibration error 12.00 %: the mean probability is 12.00 points above")
        .contains("80.00 % of the answers have a probability above 0.8, and 75.00 % of these are")
        .contains(
            "of answers with mean probability 50.00 % 50.00 % are right; with 90.00 %, 75.00 %")
        .contains("<td>100.00 %</td><td>70.00 %</td>");
    assertThat(page(ExampleRuns.failed("broken", "NaN")))
        .contains("<h2 id=\"reliability-title\">Reliability</h2>");
  }

  @Test
  void suspectLabelsAreShownAsPictures() {
    ReportedRun run = ExampleRuns.finished("mine", 3);
    ReportedRun observed =
        new ReportedRun(
            run.info(),
            run.summary(),
            run.metrics(),
            run.rounds(),
            run.scores(),
            run.classes(),
            run.confusion(),
            run.reliability(),
            List.of(),
            List.of(
                new ExampleDynamicsRow(7, 3, 5, 3, 0, 0, 5.5, -7.25, 1, 0, OptionalDouble.of(6.5)),
                new ExampleDynamicsRow(
                    99, 0, 8, 3, 1, 1, 4.5, -3.25, 2, 0, OptionalDouble.empty())),
            run.checks());
    assertThat(page(observed))
        .contains("The 2 training images whose labels are most suspect after 3 epochs")
        .contains("alt=\"Training image 7: labelled cat, rather dog\"")
        .contains("loss 6.5<br>image 7")
        .contains("image not found");
    assertThat(
            ReportPage.of(
                observed,
                List.of(),
                ReportPictures.none("the data are away"),
                Optional.empty(),
                Optional.empty()))
        .contains("The pictures cannot be shown: the data are away")
        .contains(
            "<th scope=\"col\">late loss</th><th scope=\"col\">mean loss</th>"
                + "<th scope=\"col\">mean margin</th><th scope=\"col\">times right</th>")
        .contains("<td>6.5000</td><td>5.5000</td><td>-7.25</td><td>0 of 3</td>")
        .contains("<td>-</td><td>4.5000</td><td>-3.25</td><td>1 of 3</td>");
    assertThat(page(run)).contains("results.example-dynamics = true does it.");
  }

  @Test
  void aRowMustHaveACellUnderEachHeading() {
    List<List<DomContent>> rows = List.of(List.of(TagCreator.text("7"), TagCreator.text("cat")));
    assertThatThrownBy(() -> HtmlParts.wide("Labels", List.of("image", "label", "loss"), rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a row of Labels must have a cell under each of [image, label, loss], has 2 cells");
  }

  @Test
  void anEvaluationHasNoCurves() {
    String page = page(ExampleRuns.evaluation("eval"));
    assertThat(page).contains("This run did not train.").contains("80.00 %");
    assertThat(count(page, "<svg ")).as("the reliability diagram").isEqualTo(1);
    assertThat(count(page, "<img ")).isEqualTo(Mistakes.SHOWN);
  }

  @Test
  void oneEpochIsAPointThatCanBeSeen() {
    String page = page(ExampleRuns.finished("short", 1));
    assertThat(count(page, "<svg ")).isEqualTo(6);
    // The marker: a line of one point has no length.
    assertThat(page)
        .contains(
            "aria-label=\"Accuracy: training, as trained on from 65.21 % to 65.21 %; "
                + "test from 68.38 % to 68.38 %\"");
    assertThat(count(page, "fill=\"rgb\\(213,94,0\\)\" stroke=\"none\"")).isPositive();
  }

  @Test
  void valuesThatAreNoNumbersAreLeftOut() {
    List<MetricRow> metrics = new ArrayList<>(ExampleRuns.finished("mine", 2).metrics());
    metrics.add(ExampleRuns.metric("train", "loss", Double.NaN, 22, 2));
    metrics.add(ExampleRuns.metric("train", "loss", Double.POSITIVE_INFINITY, 24, 2));
    ReportedRun run = ExampleRuns.finished("mine", 2);
    ReportedRun diverged =
        new ReportedRun(
            run.info(),
            run.summary(),
            metrics,
            run.rounds(),
            run.scores(),
            run.classes(),
            run.confusion(),
            run.reliability(),
            run.mistakes(),
            run.suspects(),
            run.checks());
    assertThat(page(diverged)).isEqualTo(page(run));
  }

  @Test
  void comparedRunsStandSideBySideWithDifferences() {
    ReportedRun mine = ExampleRuns.finished("mine", 3);
    RunInfo info = ExampleRuns.info("other", "train", RunStatus.FINISHED, Optional.empty(), "56");
    ReportedRun other =
        new ReportedRun(
            info,
            Optional.empty(),
            mine.metrics(),
            List.of(),
            List.of(new Scores("test", 1000, 0.75, 0.7, 0.98, 0.74, 0.73, false)),
            mine.classes(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    String page = page(mine, other);
    assertThat(page)
        .contains("<td><span>75.00 %<small> this run: +5.00 points</small></span></td>")
        .contains("<code>model.depth</code>")
        .contains("mine from 68.38 % to 81.74 %; other from 68.38 % to 81.74 %");
    assertThat(count(page, "<svg ")).isEqualTo(10);
  }

  @Test
  void runsOfWhichOneHasFinishedNoEpochLieOverIterations() {
    ReportedRun mine = ExampleRuns.finished("mine", 3);
    ReportedRun begun =
        new ReportedRun(
            ExampleRuns.info("begun", "train", RunStatus.RUNNING, Optional.empty(), "20"),
            Optional.empty(),
            mine.metrics().stream().filter(it -> !it.key().equals("epoch_loss")).toList(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    String charts = CurvesSection.overlaid(List.of(mine, begun)).toString();
    assertThat(charts).contains(">iteration<").doesNotContain(">epoch<");
    assertThat(CurvesSection.overlaid(List.of(mine, mine)).toString())
        .contains(">epoch<")
        .doesNotContain(">iteration<");
  }

  @Test
  void theChampionIsNamedWithWhatThePolicyWouldSay() {
    ReportedRun mine = ExampleRuns.finished("mine", 2);
    ChampionNote champion =
        new ChampionNote(
            "cifar-10",
            "v000003",
            new RunId("best"),
            ExampleRuns.NOON,
            Optional.of("KEPT: it is worse"));
    assertThat(
            ReportPage.of(
                mine, List.of(), ExampleRuns.pictures(), Optional.of(champion), Optional.empty()))
        .contains("Champion: cifar-10 v000003 of run best, since 2026-11-24 12:00:00 UTC.")
        .contains("As a candidate this run would be KEPT: it is worse");
    ChampionNote itself =
        new ChampionNote(
            "cifar-10", "v000003", new RunId("mine"), ExampleRuns.NOON, Optional.empty());
    assertThat(
            ReportPage.of(
                mine, List.of(), ExampleRuns.pictures(), Optional.of(itself), Optional.empty()))
        .contains("This run&#x27;s model is the champion: cifar-10 v000003 since");
  }

  @Test
  void theSurestMistakesComeFirstAndTheLowestIdsOfEquallySureOnes() {
    List<PredictionRow> predictions = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      predictions.add(ExampleRuns.mistake(i, i < 10 ? 0.5 : 0.9));
    }
    predictions.add(ExampleRuns.prediction(99, 4, 4, 1.0));
    Collections.reverse(predictions);
    assertThat(Mistakes.surest(predictions))
        .hasSize(Mistakes.SHOWN)
        .extracting(PredictionRow::exampleId)
        .startsWith(10L, 11L, 12L)
        .isSorted()
        .doesNotContain(99L);
  }

  @Test
  void longCurvesAreThinnedToMeansOfNeighbours() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      points.add(new Point(i, 2 * i));
    }
    Curve thin = new Curve(points).thinned(100);
    assertThat(thin.points())
        .hasSize(100)
        .startsWith(new Point(4.5, 9))
        .endsWith(new Point(994.5, 1989));
    assertThat(thin.thinned(100)).isSameAs(thin);
  }

  @Test
  void inkOnEveryShadeHasEnoughContrast() {
    for (double depth = 0; depth <= 1; depth += 0.05) {
      for (boolean right : new boolean[] {true, false}) {
        assertThat(Shade.of(right, depth)).matches("#[0-9a-f]{6}");
        assertThat(Shade.contrast(right, depth)).isGreaterThanOrEqualTo(4.5);
      }
    }
  }

  @Test
  void saysWhatTheLooksAtTheTestImagesLeaveOfTheAccuracy() {
    String looks = "after 41 looks: 90.10 %, between 89.10 and 91.04 %";
    assertThat(
            ReportPage.of(
                ExampleRuns.finished("run", 2),
                List.of(),
                ExampleRuns.pictures(),
                Optional.empty(),
                Optional.of(looks)))
        .contains("<p class=\"finding\">Accuracy on the test images " + looks + ".</p>");
    assertThat(page(ExampleRuns.finished("run", 2))).doesNotContain("Accuracy on the test images");
  }
}
