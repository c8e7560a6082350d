package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.cifar.ImageSample;

class TestLedgerTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private final List<Look> looks = new ArrayList<>();

  private final Map<String, String> samples = new HashMap<>();
  private final Map<String, String> parents = new HashMap<>();

  /** A look at 100 test images, a minute after the one before. */
  private void look(String images, String model, int correct) {
    add(images, model, correct, Optional.empty(), 0, 0, OptionalDouble.empty());
  }

  private void comparison(String model, String champion, OptionalDouble spent) {
    add("old", model, 90, Optional.of(champion), 7, 4, spent);
  }

  private void add(
      String images,
      String model,
      int correct,
      Optional<String> champion,
      int b,
      int c,
      OptionalDouble spent) {
    looks.add(
        new Look(
            "run of " + model,
            images,
            model,
            100,
            correct,
            champion.map(sha256 -> "v000001"),
            champion,
            champion.isPresent() ? OptionalInt.of(b) : OptionalInt.empty(),
            champion.isPresent() ? OptionalInt.of(c) : OptionalInt.empty(),
            spent,
            NOON.plusSeconds(60L * looks.size()),
            Optional.ofNullable(samples.get(images))));
  }

  private TestLedger ledger() {
    return new TestLedger(looks, new Parents(parents));
  }

  private ErrorBudget budget(String images, String candidate, String champion) {
    return ledger().budget(images, Optional.empty(), candidate, champion);
  }

  @Test
  void onlyComparisonsThatShowedNothingSpendError() {
    look("old", "a", 90);
    comparison("b", "a", OptionalDouble.of(0.01));
    comparison("c", "a", OptionalDouble.of(0)); // better: gave its part back
    comparison("d", "c", OptionalDouble.empty()); // by the policy fixed, before anytime
    assertThat(budget("old", "e", "c")).isEqualTo(new ErrorBudget(2));
  }

  @Test
  void theSameTwoModelsAgainAreNoFurtherComparison() {
    comparison("b", "a", OptionalDouble.of(0.01));
    comparison("b", "a", OptionalDouble.of(0.01));
    comparison("c", "a", OptionalDouble.of(0.007));
    assertThat(budget("old", "d", "a")).isEqualTo(new ErrorBudget(2));
    assertThat(budget("old", "c", "a"))
        .as("a decision that is repeated")
        .isEqualTo(new ErrorBudget(1));
    assertThat(budget("old", "b", "c")).as("another champion").isEqualTo(new ErrorBudget(2));
  }

  @Test
  void imagesOfWhichOnlyLooksTellSpendTheirErrorToo() {
    comparison("b", "a", OptionalDouble.of(0.01));
    comparison("c", "a", OptionalDouble.of(0.007));
    assertThat(ledger().budget(Optional.empty(), "b", "c"))
        .as("the last look of the candidate")
        .contains(new ErrorBudget(2));
    assertThat(ledger().budget(Optional.empty(), "unseen", "a"))
        .as("the last look of the champion")
        .contains(new ErrorBudget(2));
    assertThat(ledger().budget(Optional.empty(), "unseen", "nor this one"))
        .as("nothing is known: not the whole error")
        .isEmpty();
  }

  @Test
  void freshImagesHaveNoLooks() {
    comparison("b", "a", OptionalDouble.of(0.01));
    assertThat(budget("fresh", "c", "a")).isEqualTo(ErrorBudget.UNSPENT);
    look("fresh", "a", 85);
    TestLedger ledger = ledger();
    assertThat(ledger.accuracy("a")).contains(new HonestAccuracy(1, 100, 85));
    assertThat(ledger.accuracy("b")).contains(new HonestAccuracy(2, 100, 90));
  }

  @Test
  void differentModelsCountAndNotTheirEvaluations() {
    look("old", "a", 90);
    look("old", "a", 90);
    look("old", "b", 80);
    assertThat(ledger().accuracy("a")).contains(new HonestAccuracy(2, 100, 90));
    assertThat(ledger().accuracy("c")).isEmpty();
  }

  @Test
  void theChampionOfAComparisonWasLookedAtToo() {
    comparison("b", "a", OptionalDouble.of(0.01));
    assertThat(ledger().accuracy("a"))
        .as("90 right, without 7 that only the candidate has and with 4 that it has not")
        .contains(new HonestAccuracy(2, 100, 87));
  }

  private static String sample(long... hashes) {
    return new ImageSample(Arrays.stream(hashes).boxed().toList()).toString();
  }

  @Test
  void earlierImagesAmongOthersGiveNoErrorBack() {
    comparison("z", "a", OptionalDouble.of(0.01)); // by a version that kept no sample
    samples.put("old", sample(1, 2));
    comparison("b", "a", OptionalDouble.of(0.007));
    samples.put("mixed", sample(2, 3));
    look("mixed", "a", 85);
    samples.put("fresh", sample(4, 5));
    look("fresh", "a", 85);
    assertThat(budget("mixed", "c", "a")).isEqualTo(new ErrorBudget(2));
    assertThat(budget("fresh", "c", "a")).isEqualTo(ErrorBudget.UNSPENT);
    assertThat(
            ledger()
                .budget("in another order", Optional.of(ImageSample.parse(sample(1, 2))), "c", "a"))
        .as("images that nobody has looked at under this SHA-256")
        .isEqualTo(new ErrorBudget(2));
    looks.removeIf(look -> look.testSha256().equals("fresh"));
    assertThat(ledger().accuracy("a").orElseThrow().looks())
        .as("a, b and z: at all images of which some are among the last ones")
        .isEqualTo(3);
  }

  private CheckResult fresh(String sha256, String sample) {
    DataSummary.DataFile file =
        new DataSummary.DataFile("test_batch.bin", 100, Optional.empty(), sha256);
    return ledger()
        .checkFresh(
            new DataSummary(
                ClassNames.CIFAR_10,
                1,
                Collections.nCopies(10, 1L),
                List.of(),
                List.of(),
                List.of(file),
                Optional.of(ImageSample.parse(sample))));
  }

  @Test
  void testImagesThatWereSeenUnderAnotherSha256AreWarnedOf() {
    look("earlier version", "a", 90);
    samples.put("01d", sample(1, 2));
    look("01d", "a", 90);
    assertThat(fresh("01d", sample(1, 2)).status())
        .as("the same images as ever")
        .isEqualTo(CheckResult.Status.OK);
    assertThat(fresh("new", sample(3, 4)).message())
        .isEqualTo(
            "test set: no image of an earlier test file was found; of 1 of them nothing is kept");
    CheckResult mixed = fresh("new", sample(2, 4));
    assertThat(mixed.status()).isEqualTo(CheckResult.Status.WARN);
    assertThat(mixed.message())
        .isEqualTo(
            "test set: has images of earlier test files (01d…), whose looks and comparisons count on;"
                + " only a test file of new images alone has the whole error");
  }

  @Test
  void looksUntilAMomentAreThoseThatWereThereThen() {
    look("old", "a", 90);
    look("old", "b", 80);
    TestLedger first = ledger().until(NOON.plusSeconds(59));
    assertThat(first.accuracy("a")).contains(new HonestAccuracy(1, 100, 90));
    assertThat(first.accuracy("b")).isEmpty();
  }

  /** The training of a model from another one. */
  private void started(String model, String parent) {
    parents.put("run of " + model, "run of " + parent);
  }

  @Test
  void aModelThatWasStartedFromChampionsOfTheImagesHasTheirChoiceInItsLimits() {
    look("old", "a", 90);
    for (String candidate : List.of("b", "c", "d")) {
      comparison(candidate, "a", OptionalDouble.empty());
      started(candidate, "a");
    }
    comparison("e", "c", OptionalDouble.empty()); // c was promoted by hand
    started("e", "c");
    assertThat(ledger().accuracy("e"))
        .as("c and a, two of the four before it")
        .contains(new HonestAccuracy(5, Optional.of(new Descent(4, 2)), 100, 90));
    assertThat(ledger().accuracy("c"))
        .contains(new HonestAccuracy(5, Optional.of(new Descent(2, 1)), 100, 87));
    assertThat(ledger().accuracy("a"))
        .contains(new HonestAccuracy(5, Optional.of(new Descent(0, 0)), 100, 87));
    assertThat(ledger().until(NOON).accuracy("a"))
        .as("before there was any such model")
        .contains(new HonestAccuracy(1, 100, 90));
  }

  @Test
  void championsOfOtherImagesAreNoChoiceOfThese() {
    look("old", "a", 90);
    comparison("b", "a", OptionalDouble.empty());
    started("b", "a");
    started("c", "b");
    look("fresh", "c", 80);
    started("d", "c");
    assertThat(ledger().accuracy("c")).contains(new HonestAccuracy(1, 100, 80));
    look("fresh", "d", 80);
    assertThat(ledger().accuracy("d"))
        .as("its start was looked at on these images, the ones before it were not")
        .contains(new HonestAccuracy(2, Optional.of(new Descent(1, 1)), 100, 80));
    look("fresh", "b", 80);
    assertThat(ledger().accuracy("d"))
        .as("a model that these images saw after it can have chosen nothing")
        .contains(new HonestAccuracy(3, Optional.of(new Descent(1, 1)), 100, 80));
  }
}
