package org.sparkresnet.registry;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.TestUseRow;

/**
 * Looks of one line of champions at test images, as the table test_uses has them. Other test images
 * have other looks, so that fresh ones begin with none.
 *
 * @param looks in the order of time
 */
public record TestLedger(List<Look> looks) {
  /** Row of the table test_uses, as far as it is needed. */
  record Look(
      String testSha256,
      String modelSha256,
      long images,
      long correct,
      Optional<String> championSha256,
      OptionalInt candidateOnlyRight,
      OptionalInt championOnlyRight,
      OptionalDouble errorSpent,
      Instant lookedAt) {
    static final TableView<Look> VIEW = TableView.of(TestUseRow.TABLE, Look.class);

    /** Models that were evaluated: the champion of a comparison is one, too. */
    Stream<String> models() {
      return Stream.concat(Stream.of(modelSha256), championSha256.stream());
    }

    /** Images that a model has right: the champion's follow from the pairs. */
    long correct(String sha256) {
      return modelSha256.equals(sha256)
          ? correct
          : correct - candidateOnlyRight.orElseThrow() + championOnlyRight.orElseThrow();
    }

    boolean gaveBack() {
      return errorSpent.isPresent() && errorSpent.getAsDouble() == 0;
    }
  }

  private record Pair(String candidate, String champion) {}

  public TestLedger {
    looks =
        looks.stream()
            .sorted(Comparator.comparing(Look::lookedAt).thenComparing(Look::modelSha256))
            .toList();
  }

  /** Tells whether a store has a look of any line, also a damaged one. Needs no Spark. */
  public static boolean isIn(Store store) {
    TableScan scan = TableScan.of(store, TestUseRow.TABLE);
    return !scan.runsOfToday().isEmpty() || !scan.damages().isEmpty();
  }

  /**
   * Reads the looks of a line; runs one Spark job.
   *
   * @param model name in the registry
   * @throws org.sparkresnet.common.UserError of code DATA if rows are damaged: nothing can be
   *     decided on a ledger with holes
   */
  public static TestLedger read(SparkSession spark, Store store, String model) {
    return MovedRows.reading(
        () ->
            new TestLedger(
                Look.VIEW.list(
                    TableReader.read(spark, store, TestUseRow.TABLE)
                        .filter(functions.col("model").equalTo(model)))));
  }

  /**
   * The error that is left for a comparison by a policy; reads the looks only if the policy spends
   * any.
   *
   * @param model name in the registry
   * @param testSha256 of the test images
   * @param candidate SHA-256 of its model file
   * @param champion SHA-256 of its model file
   * @throws org.sparkresnet.common.UserError of code DATA if rows are damaged
   */
  public static ErrorBudget budget(
      SparkSession spark,
      Store store,
      String model,
      PromotionPolicy policy,
      String testSha256,
      String candidate,
      String champion) {
    return policy.form() == PromotionPolicy.Form.FIXED
        ? ErrorBudget.UNSPENT
        : read(spark, store, model).budget(testSha256, candidate, champion);
  }

  /**
   * The error that is left for a comparison. The same two models again on the same images say
   * nothing new, and are no further comparison.
   *
   * @param testSha256 of the test images
   * @param candidate SHA-256 of its model file
   * @param champion SHA-256 of its model file
   */
  ErrorBudget budget(String testSha256, String candidate, String champion) {
    Set<Pair> pairs = new HashSet<>();
    looks.stream()
        .filter(look -> look.testSha256().equals(testSha256) && !look.gaveBack())
        .forEach(
            look ->
                look.championSha256().ifPresent(it -> pairs.add(new Pair(look.modelSha256(), it))));
    pairs.remove(new Pair(candidate, champion));
    return new ErrorBudget(pairs.size());
  }

  /**
   * The accuracy of a model on the images that it was last evaluated on; empty if there is no look
   * of it.
   *
   * @param sha256 of its model file
   */
  public Optional<HonestAccuracy> accuracy(String sha256) {
    return looks.stream()
        .filter(look -> look.models().anyMatch(sha256::equals))
        .reduce((earlier, later) -> later)
        .map(
            look ->
                new HonestAccuracy(models(look.testSha256()), look.images(), look.correct(sha256)));
  }

  private int models(String testSha256) {
    return (int)
        looks.stream()
            .filter(look -> look.testSha256().equals(testSha256))
            .flatMap(Look::models)
            .distinct()
            .count();
  }
}
