package org.sparkresnet.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.PromotionPolicy;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.PromotionRow.PairedTest;
import org.sparkresnet.tables.rows.TestUseRow;

/**
 * Recorder of a run's looks at the test images, in the table test_uses. A look is the evaluation of
 * a finished model; what an epoch shows in mid-run decides nothing and is none. A run that is
 * repeated replaces its looks and adds none. Driver only.
 *
 * @param model name in the registry whose line the looks belong to
 * @param testSha256 of the test images
 */
public record TestUses(
    SparkSession spark,
    StoreWriter writer,
    RunId run,
    String command,
    String model,
    String testSha256) {
  private static final TableView<TestUseRow> ROWS =
      TableView.of(TestUseRow.TABLE, TestUseRow.class);

  /** Recorder of the run of a scope, on images. */
  public static TestUses of(JobContext context, RunScope scope, String model, DataSummary images) {
    return new TestUses(
        context.spark(),
        scope.writer(),
        scope.run(),
        scope.manifest().command(),
        model,
        images.testSha256());
  }

  /**
   * Records that a model was evaluated, if the run has not yet recorded that it was compared.
   *
   * @param accuracy share of the images that are right
   */
  public void evaluated(String modelSha256, long images, double accuracy) {
    TestUseRow look =
        TestUseRow.evaluation(
            model,
            command,
            testSha256,
            modelSha256,
            images,
            Math.round(accuracy * images),
            Instant.now());
    List<TestUseRow> compared =
        earlier().stream()
            .filter(row -> row.championSha256().isPresent())
            .filter(
                row -> row.modelSha256().equals(modelSha256) && row.testSha256().equals(testSha256))
            .toList();
    write(compared.isEmpty() ? List.of(look) : compared);
  }

  /**
   * Records that a model was compared with a champion, before anybody acts on the decision.
   *
   * @param images number of test images
   * @param decision with its test
   * @param spent error that the comparison spends; empty where none is counted
   */
  public void compared(
      String modelSha256,
      VersionManifest champion,
      long images,
      Decision decision,
      OptionalDouble spent) {
    double accuracy = decision.candidateAccuracy().orElseThrow();
    PairedTest test = decision.test().orElseThrow();
    TestUseRow look =
        new TestUseRow(
            model,
            command,
            testSha256,
            modelSha256,
            images,
            Math.round(accuracy * images),
            accuracy,
            Optional.of(champion.version().toString()),
            Optional.of(champion.sha256()),
            OptionalInt.of(test.candidateOnlyRight()),
            OptionalInt.of(test.championOnlyRight()),
            OptionalDouble.of(PromotionPolicy.eValue(test)),
            spent,
            Instant.now());
    List<TestUseRow> others =
        earlier().stream()
            .filter(row -> row.championSha256().isPresent())
            .filter(row -> !row.championSha256().equals(look.championSha256()))
            .toList();
    write(Stream.concat(others.stream(), Stream.of(look)).toList());
  }

  /** Looks of an earlier attempt; damaged ones are replaced, as the run's other rows are. */
  private List<TestUseRow> earlier() {
    return MovedRows.reading(this::readEarlier);
  }

  private List<TestUseRow> readEarlier() {
    TableScan scan = TableScan.ofRun(writer.store(), TestUseRow.TABLE, run);
    return scan.damages().isEmpty()
        ? ROWS.list(scan.rows(spark).filter(functions.col(Table.RUN_ID).equalTo(run.value())))
        : List.of();
  }

  private void write(List<TestUseRow> rows) {
    new TableWriter(spark, writer).replace(TestUseRow.TABLE, run, rows);
  }
}
