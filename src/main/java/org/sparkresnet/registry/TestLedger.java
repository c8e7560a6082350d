package org.sparkresnet.registry;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.cifar.ImageSample;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.rows.TestUseRow;

/**
 * Looks of one line of champions at test images, as the table test_uses has them. Fresh test images
 * begin with none. Test images among which there are earlier ones have the looks at those too, as
 * far as the samples of both tell ({@link ImageSample}).
 *
 * @param looks in the order of time
 * @param parents of the runs, where the looks are asked for accuracies
 */
public record TestLedger(List<Look> looks, Parents parents) {
  private record Compared(String testSha256, String candidate, String champion) {}

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
   * Reads the looks of a line, and which of its models were started from others; runs two Spark
   * jobs.
   *
   * @param model name in the registry
   * @throws org.sparkresnet.common.UserError of code DATA if rows are damaged
   */
  public static TestLedger readForAccuracies(SparkSession spark, Store store, String model) {
    return new TestLedger(readForDecisions(spark, store, model).looks, Parents.read(spark, store));
  }

  /**
   * Reads the looks of a line, for decisions alone; runs one Spark job.
   *
   * @param model name in the registry
   * @throws org.sparkresnet.common.UserError of code DATA if rows are damaged: nothing can be
   *     decided on a ledger with holes
   */
  public static TestLedger readForDecisions(SparkSession spark, Store store, String model) {
    return MovedRows.reading(
        () ->
            new TestLedger(
                Look.VIEW.list(
                    TableReader.read(spark, store, TestUseRow.TABLE)
                        .filter(functions.col("model").equalTo(model))),
                Parents.NONE));
  }

  /**
   * The error that is left for a comparison by a policy; reads the looks only if the policy spends
   * any. Empty where nothing tells the test images, neither what is known of them nor a look of the
   * candidate or of the champion.
   *
   * @param model name in the registry
   * @param images with the test images; empty of models of earlier versions
   * @param candidate SHA-256 of its model file
   * @param champion SHA-256 of its model file
   * @throws org.sparkresnet.common.UserError of code DATA if rows are damaged
   */
  public static Optional<ErrorBudget> budget(
      SparkSession spark,
      Store store,
      String model,
      PromotionPolicy policy,
      Optional<DataSummary> images,
      String candidate,
      String champion) {
    return policy.form() == PromotionPolicy.Form.FIXED
        ? Optional.of(ErrorBudget.UNSPENT)
        : readForDecisions(spark, store, model).budget(images, candidate, champion);
  }

  Optional<ErrorBudget> budget(Optional<DataSummary> images, String candidate, String champion) {
    return images
        .map(DataSummary::testSha256)
        .or(() -> lastImages(candidate))
        .or(() -> lastImages(champion))
        .map(
            sha256 -> budget(sha256, images.flatMap(DataSummary::testSample), candidate, champion));
  }

  private Optional<Look> lastLook(String sha256) {
    return looks.stream()
        .filter(look -> look.models().anyMatch(sha256::equals))
        .reduce((earlier, later) -> later);
  }

  private Optional<String> lastImages(String sha256) {
    return lastLook(sha256).map(Look::testSha256);
  }

  /**
   * The error that is left for a comparison. The same two models again on the same images say
   * nothing new, and are no further comparison.
   *
   * @param testSha256 of the test images
   * @param sample of the test images; empty where only looks can tell it
   * @param candidate SHA-256 of its model file
   * @param champion SHA-256 of its model file
   */
  ErrorBudget budget(
      String testSha256, Optional<ImageSample> sample, String candidate, String champion) {
    Set<String> counted = sharing(testSha256, sample);
    Set<Compared> spent = new HashSet<>();
    looks.stream()
        .filter(look -> counted.contains(look.testSha256()) && !look.gaveBack())
        .forEach(
            look ->
                look.championSha256()
                    .ifPresent(
                        it -> spent.add(new Compared(look.testSha256(), look.modelSha256(), it))));
    spent.remove(new Compared(testSha256, candidate, champion));
    return new ErrorBudget(spent.size());
  }

  /**
   * Check of test images: whether the looks at earlier ones count for them too, because some of
   * those are among them.
   */
  public CheckResult checkFresh(DataSummary images) {
    Set<String> others = new TreeSet<>();
    looks.forEach(look -> others.add(look.testSha256()));
    others.remove(images.testSha256());
    Set<String> shared = sharing(images.testSha256(), images.testSample());
    shared.remove(images.testSha256());
    others.removeAll(samples().keySet());
    return DataChecks.checkFreshTestImages(shared, others.size());
  }

  /** Test images whose looks count for some: these, and all that have an image of them. */
  private Set<String> sharing(String testSha256, Optional<ImageSample> sample) {
    Map<String, ImageSample> samples = samples();
    Set<String> sharing = new TreeSet<>();
    sharing.add(testSha256);
    sample
        .or(() -> Optional.ofNullable(samples.get(testSha256)))
        .ifPresent(
            own ->
                samples.forEach(
                    (sha256, other) -> {
                      if (own.sharesImagesWith(other)) {
                        sharing.add(sha256);
                      }
                    }));
    return sharing;
  }

  /** Samples by the SHA-256 of the test images: one row that has it tells it for all others. */
  private Map<String, ImageSample> samples() {
    Map<String, ImageSample> samples = new TreeMap<>();
    for (Look look : looks) {
      look.imageSample()
          .ifPresent(
              text -> samples.computeIfAbsent(look.testSha256(), it -> ImageSample.parse(text)));
    }
    return samples;
  }

  /** The looks until a moment, at it included. */
  public TestLedger until(Instant moment) {
    return new TestLedger(
        looks.stream().filter(look -> !look.lookedAt().isAfter(moment)).toList(), parents);
  }

  /**
   * The accuracy of a model on the images that it was last evaluated on; empty if there is no look
   * of it.
   *
   * @param sha256 of its model file
   */
  public Optional<HonestAccuracy> accuracy(String sha256) {
    return lastLook(sha256).map(look -> accuracy(sha256, look));
  }

  private HonestAccuracy accuracy(String sha256, Look look) {
    Set<String> images = sharing(look.testSha256(), Optional.empty());
    List<Look> counted = looks.stream().filter(it -> images.contains(it.testSha256())).toList();
    return new HonestAccuracy(
        (int) counted.stream().flatMap(Look::models).distinct().count(),
        parents.descent(sha256, looks, counted),
        look.images(),
        look.correct(sha256));
  }
}
