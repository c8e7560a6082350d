package org.sparkresnet.jobs;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.cifar.ImageSample;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.PromotionPolicy;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.PromotionRow.PairedTest;
import org.sparkresnet.tables.rows.TestUseRow;

/**
 * Recorder of a run's looks at the test images, in the table test_uses. A look is the evaluation of
 * a finished model; what an epoch shows in mid-run decides nothing and is none. The same look again
 * replaces its row. Looks of the run's other models, images and champions stay, whatever its name
 * is used for again; while they are damaged, no look is recorded. Driver only.
 *
 * @param stored looks of the run
 * @param model name in the registry whose line the looks belong to
 * @param images with the test images
 */
public record TestUseRecorder(
    StoredLooks stored, String command, String model, DataSummary images) {
  /** Recorder of the run of a scope, on images. */
  public static TestUseRecorder of(
      JobContext context, RunScope scope, String model, DataSummary images) {
    return new TestUseRecorder(
        StoredLooks.of(context, scope), scope.manifest().command(), model, images);
  }

  /**
   * Records that a model was evaluated, if the run has not yet recorded that it was compared.
   *
   * @param number of test images
   * @param accuracy share of the images that are right
   * @throws org.sparkresnet.common.UserError of code DATA if looks of the run are damaged
   */
  public void evaluated(String modelSha256, long number, double accuracy) {
    TestUseRow look = look(modelSha256, number, accuracy);
    List<TestUseRow> earlier = stored.read();
    if (earlier.stream().anyMatch(row -> isOfSameModel(row, look) && isComparison(row))) {
      return; // the comparison was a look at these images, and says more
    }
    write(earlier.stream().filter(row -> !isOfSameModel(row, look)), look);
  }

  /**
   * Records that a model was compared with a champion, before anybody acts on the decision.
   *
   * @param number of test images
   * @param decision with its test
   * @param spent error that the comparison spends; empty where none is counted
   * @throws org.sparkresnet.common.UserError of code DATA if looks of the run are damaged
   */
  public void compared(
      String modelSha256,
      VersionManifest champion,
      long number,
      Decision decision,
      OptionalDouble spent) {
    PairedTest test = decision.test().orElseThrow();
    TestUseRow look =
        look(modelSha256, number, decision.candidateAccuracy().orElseThrow())
            .comparedWith(
                champion.version().toString(),
                champion.sha256(),
                test.candidateOnlyRight(),
                test.championOnlyRight(),
                PromotionPolicy.eValue(test),
                spent);
    write(stored.read().stream().filter(row -> !isReplacedBy(row, look)), look);
  }

  private TestUseRow look(String modelSha256, long number, double accuracy) {
    return TestUseRow.evaluation(
        model,
        command,
        images.testSha256(),
        modelSha256,
        number,
        Math.round(accuracy * number),
        Instant.now(),
        images.testSample().map(ImageSample::toString));
  }

  /** Tells whether a comparison is another attempt of a look, or says more of the same model. */
  private static boolean isReplacedBy(TestUseRow row, TestUseRow comparison) {
    return isOfSameModel(row, comparison)
        && (!isComparison(row) || row.championSha256().equals(comparison.championSha256()));
  }

  private static boolean isComparison(TestUseRow row) {
    return row.championSha256().isPresent();
  }

  /** Tells whether two looks are of one line, at the same images, of the same model. */
  private static boolean isOfSameModel(TestUseRow a, TestUseRow b) {
    return a.model().equals(b.model())
        && a.testSha256().equals(b.testSha256())
        && a.modelSha256().equals(b.modelSha256());
  }

  private void write(Stream<TestUseRow> others, TestUseRow look) {
    new TableWriter(stored.spark(), stored.writer())
        .replace(TestUseRow.TABLE, stored.run(), Stream.concat(others, Stream.of(look)).toList());
  }
}
