package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TestLedgerTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private final List<TestLedger.Look> looks = new ArrayList<>();

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
        new TestLedger.Look(
            images,
            model,
            100,
            correct,
            champion,
            champion.isPresent() ? OptionalInt.of(b) : OptionalInt.empty(),
            champion.isPresent() ? OptionalInt.of(c) : OptionalInt.empty(),
            spent,
            NOON.plusSeconds(60L * looks.size())));
  }

  private ErrorBudget budget(String images, String candidate, String champion) {
    return new TestLedger(looks).budget(images, candidate, champion);
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
  void freshImagesHaveNoLooks() {
    comparison("b", "a", OptionalDouble.of(0.01));
    assertThat(budget("fresh", "c", "a")).isEqualTo(ErrorBudget.UNSPENT);
    look("fresh", "a", 85);
    TestLedger ledger = new TestLedger(looks);
    assertThat(ledger.accuracy("a")).contains(new HonestAccuracy(1, 100, 85));
    assertThat(ledger.accuracy("b")).contains(new HonestAccuracy(2, 100, 90));
  }

  @Test
  void differentModelsCountAndNotTheirEvaluations() {
    look("old", "a", 90);
    look("old", "a", 90);
    look("old", "b", 80);
    assertThat(new TestLedger(looks).accuracy("a")).contains(new HonestAccuracy(2, 100, 90));
    assertThat(new TestLedger(looks).accuracy("c")).isEmpty();
  }

  @Test
  void theChampionOfAComparisonWasLookedAtToo() {
    comparison("b", "a", OptionalDouble.of(0.01));
    assertThat(new TestLedger(looks).accuracy("a"))
        .as("90 right, without 7 that only the candidate has and with 4 that it has not")
        .contains(new HonestAccuracy(2, 100, 87));
  }
}
