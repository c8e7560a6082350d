package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.UserError;
import org.sparkresnet.evaluate.EvaluationCounts;
import org.sparkresnet.registry.Decision.Outcome;
import org.sparkresnet.registry.PromotionPolicy.Form;

class PromotionPolicyTest {
  private static final PromotionPolicy DEFAULT =
      new PromotionPolicy(Form.FIXED, 0.01, 0.05, 0.05, 0.5);

  /**
   * Two models on n images of ten classes in turn; the candidate alone is right on b images, the
   * champion alone on c, both on the share of the rest.
   */
  private static Comparison comparison(int n, int b, int c, int bothRight) {
    SortedMap<Long, TestPredictions.Answer> candidate = new TreeMap<>();
    SortedMap<Long, TestPredictions.Answer> champion = new TreeMap<>();
    for (int i = 0; i < n; i++) {
      int actual = i % 10;
      int wrong = (actual + 1) % 10;
      boolean mine = i < b || (i >= b + c && i < b + c + bothRight);
      boolean theirs = i >= b && i < b + c + bothRight;
      candidate.put((long) i, new TestPredictions.Answer(actual, mine ? actual : wrong));
      champion.put((long) i, new TestPredictions.Answer(actual, theirs ? actual : wrong));
    }
    return Comparison.of(new TestPredictions(candidate), new TestPredictions(champion));
  }

  /** 10,000 images, both models right on 8,700 of them: some 91 %. */
  @ParameterizedTest(name = "margin {0}: {1} only the candidate, {2} only the champion: {3}")
  @CsvSource({
    "0.01, 450, 450, PROMOTED", // just as good
    "0.01, 460, 440, PROMOTED", // a little better
    "0.01, 440, 460, PROMOTED", // a little worse: a whole point is ruled out
    "0.01, 400, 500, KEPT", // a point worse
    "0.01, 420, 480, KEPT", // 0.6 points worse: a point is not ruled out
    "0.01, 300, 600, KEPT", // clearly worse
    "0.01, 10, 90, KEPT", // 0.8 points worse, and few images to tell it from a whole one
    "0.01, 10, 60, PROMOTED", // half a point worse for certain, and so not by a whole one
    "0.01, 0, 100, KEPT", // one point worse, as far as can be seen
    "0.01, 0, 0, PROMOTED", // the same answers
    "0.001, 450, 450, KEPT", // 10,000 images cannot show so little
    "0, 450, 450, KEPT", // as good is not better
    "0, 500, 400, PROMOTED", // significantly better
    "0, 470, 430, KEPT", // better, but by chance
    "0.05, 300, 600, PROMOTED" // three points worse where five are allowed
  })
  void accuracyMustBeShownToBeNotWorse(double margin, int b, int c, Outcome outcome) {
    PromotionPolicy policy = new PromotionPolicy(Form.FIXED, margin, 0.05, 1, 0);
    Decision decision =
        policy.decide(ClassNames.CIFAR_10, comparison(10_000, b, c, 8_700), ErrorBudget.UNSPENT);
    assertThat(decision.outcome()).as(decision.reason()).isEqualTo(outcome);
    assertThat(decision.candidateAccuracy()).hasValueCloseTo(0.87 + b / 1e4, within(1e-12));
    assertThat(decision.championAccuracy()).hasValueCloseTo(0.87 + c / 1e4, within(1e-12));
    assertThat(decision.test().orElseThrow().candidateOnlyRight()).isEqualTo(b);
    assertThat(decision.test().orElseThrow().championOnlyRight()).isEqualTo(c);
    assertThat(decision.test().orElseThrow().pValue()).isEqualTo(McNemar.equal(b, c));
  }

  /** The parts of an error of 0.05: 0.0191 in the first comparison, 0.000605 in the tenth. */
  @ParameterizedTest(name = "{0} comparisons before: {1} only the candidate, {2} only the champion")
  @CsvSource({
    "0, 450, 450, KEPT", // as good is not better
    "0, 0, 0, KEPT",
    "0, 490, 410, KEPT",
    "0, 500, 400, PROMOTED",
    "9, 500, 400, KEPT", // what is enough in the first night is not in the tenth
    "9, 520, 380, PROMOTED",
    "999, 520, 380, KEPT",
    "999, 600, 300, PROMOTED",
    "0, 300, 600, KEPT"
  })
  void anytimeAsksMoreTheMoreComparisonsShowedNothing(int spent, int b, int c, Outcome outcome) {
    PromotionPolicy policy = new PromotionPolicy(Form.ANYTIME, 0.01, 0.05, 1, 0);
    ErrorBudget budget = new ErrorBudget(spent);
    Decision decision = policy.decide(ClassNames.CIFAR_10, comparison(10_000, b, c, 8_700), budget);
    assertThat(decision.outcome()).as(decision.reason()).isEqualTo(outcome);
    double needed = 1 / budget.level(0.05);
    double eValue = PromotionPolicy.eValue(decision.test().orElseThrow());
    assertThat(eValue >= needed)
        .as("%s of %s", eValue, needed)
        .isEqualTo(outcome == Outcome.PROMOTED);
    assertThat(policy.spends(decision.test().orElseThrow(), budget))
        .as("what shows the candidate to be better gives its part back")
        .hasValue(outcome == Outcome.PROMOTED ? 0 : 1 / needed);
    assertThat(DEFAULT.spends(decision.test().orElseThrow(), budget)).isEmpty();
  }

  @Test
  void anytimeKeepsTheOtherRulesAndSaysWhy() {
    PromotionPolicy policy = new PromotionPolicy(Form.ANYTIME, 0.01, 0.05, 0.05, 0.95);
    Decision decision =
        policy.decide(
            ClassNames.CIFAR_10, comparison(10_000, 600, 100, 8_700), new ErrorBudget(12));
    assertThat(decision.outcome()).isEqualTo(Outcome.KEPT);
    assertThat(decision.reason())
        .startsWith(
            "accuracy 93.00 % is below the floor of 95.00 %; accuracy 93.00 % against 88.00 %,")
        .containsPattern(
            "88.00 %, better \\(e-value [0-9.e+]+, of 2.45e\\+03 needed after 12 comparisons on these"
                + " images that showed nothing; error 0.05 in all\\); of 10,000 images 600 only");
  }

  @Test
  void fewImagesShowNothing() {
    assertThat(
            DEFAULT
                .decide(ClassNames.CIFAR_10, comparison(100, 5, 5, 80), ErrorBudget.UNSPENT)
                .outcome())
        .isEqualTo(Outcome.KEPT);
    assertThat(
            DEFAULT
                .decide(ClassNames.CIFAR_10, comparison(100, 20, 2, 70), ErrorBudget.UNSPENT)
                .outcome())
        .isEqualTo(Outcome.PROMOTED);
  }

  @Test
  void saysWhyInWords() {
    assertThat(
            DEFAULT
                .decide(
                    ClassNames.CIFAR_10, comparison(10_000, 440, 460, 8_700), ErrorBudget.UNSPENT)
                .reason())
        .isEqualTo(
            "accuracy 91.40 % against 91.60 %, not worse by 1.00 points or more (p 0.0108,"
                + " significance 0.05); of 10,000 images 440 only the candidate has right, 460 only"
                + " the champion (McNemar's exact p 0.527); largest loss of recall 0.20 points"
                + " (airplane), within the bound of 5.00; accuracy 91.40 %"
                + " reaches the floor of 50.00 %");
    assertThat(
            DEFAULT
                .decide(
                    ClassNames.CIFAR_10, comparison(10_000, 300, 600, 8_700), ErrorBudget.UNSPENT)
                .reason())
        .startsWith(
            "accuracy 90.00 % against 93.00 %, not shown to be less than 1.00 points worse (p 1,"
                + " significance 0.05); ");
  }

  @ParameterizedTest(name = "recall of 1,000 cats falls by {0}: {1}")
  @CsvSource({"49, PROMOTED", "50, PROMOTED", "51, KEPT"})
  void noClassMayLoseMoreThanTheBound(int lost, Outcome outcome) {
    Comparison comparison =
        new Comparison(
            List.of(
                new Comparison.ClassCounts(3, 1_000, 800 - lost, 800),
                new Comparison.ClassCounts(5, 9_000, 8_000 + lost, 8_000)),
            200 + lost,
            200 + lost);
    Decision decision = DEFAULT.decide(ClassNames.CIFAR_10, comparison, ErrorBudget.UNSPENT);
    assertThat(decision.outcome()).isEqualTo(outcome);
    assertThat(decision.reason())
        .contains(
            "largest loss of recall %d.%d0 points (cat), %s the bound of 5.00"
                .formatted(lost / 10, lost % 10, lost > 50 ? "above" : "within"));
  }

  @Test
  void aBetterModelBelowTheFloorIsNotEnough() {
    PromotionPolicy strict = new PromotionPolicy(Form.FIXED, 0.01, 0.05, 0.05, 0.95);
    Decision decision =
        strict.decide(
            ClassNames.CIFAR_10, comparison(10_000, 600, 100, 8_700), ErrorBudget.UNSPENT);
    assertThat(decision.outcome()).isEqualTo(Outcome.KEPT);
    assertThat(decision.reason())
        .startsWith("accuracy 93.00 % is below the floor of 95.00 %; accuracy 93.00 % against ");
  }

  @ParameterizedTest(name = "{0} of 100 right: {1}")
  @CsvSource({"50, PROMOTED", "49, KEPT", "100, PROMOTED", "0, KEPT"})
  void theFirstModelNeedsTheFloor(int right, Outcome outcome) {
    SortedMap<Long, TestPredictions.Answer> answers = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      answers.put((long) i, new TestPredictions.Answer(0, i < right ? 0 : 1));
    }
    Decision decision = DEFAULT.decideFirst(new TestPredictions(answers));
    assertThat(decision.outcome()).isEqualTo(outcome);
    assertThat(decision.reason())
        .isEqualTo(
            outcome == Outcome.PROMOTED
                ? "first model: accuracy %d.00 %% reaches the floor of 50.00 %%".formatted(right)
                : "no champion yet, and accuracy %d.00 %% is below the floor of 50.00 %%"
                    .formatted(right));
    assertThat(decision.test()).isEmpty();
    assertThat(decision.championAccuracy()).isEmpty();
  }

  @Test
  void whatReplacesADamagedChampionNeedsTheFloor() {
    SortedMap<Long, TestPredictions.Answer> answers =
        new TreeMap<>(Map.of(0L, new TestPredictions.Answer(0, 0)));
    Decision promoted = DEFAULT.decideReplacing(new ModelVersion(7), new TestPredictions(answers));
    assertThat(promoted.outcome()).isEqualTo(Outcome.PROMOTED);
    assertThat(promoted.reason())
        .isEqualTo(
            "replaces the damaged champion v000007: accuracy 100.00 % reaches the floor of 50.00 %");
    answers.put(0L, new TestPredictions.Answer(0, 1));
    Decision kept = DEFAULT.decideReplacing(new ModelVersion(7), new TestPredictions(answers));
    assertThat(kept.outcome()).isEqualTo(Outcome.KEPT);
    assertThat(kept.reason())
        .isEqualTo(
            "the champion v000007 is damaged, and accuracy 0.00 % is below the floor of 50.00 %");
  }

  @Property
  void comparisonCountsLikeAPairOfLoops(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 4) Integer> drawn) {
    // Each image: class 0 or 1, and who is right, from one number.
    EvaluationCounts candidate = new EvaluationCounts(2);
    EvaluationCounts champion = new EvaluationCounts(2);
    int b = 0;
    int c = 0;
    int right = 0;
    for (int i = 0; i < drawn.size(); i++) {
      int label = i % 2;
      boolean mine = drawn.get(i) % 2 == 0;
      boolean theirs = drawn.get(i) >= 2;
      add(candidate, i, label, mine);
      add(champion, i, label, theirs);
      b += mine && !theirs ? 1 : 0;
      c += theirs && !mine ? 1 : 0;
      right += mine ? 1 : 0;
    }
    Comparison comparison =
        Comparison.of(
            TestPredictions.of(candidate.predictions()),
            TestPredictions.of(champion.predictions()));
    assertThat(comparison.images()).isEqualTo(drawn.size());
    assertThat(comparison.candidateOnlyRight()).isEqualTo(b);
    assertThat(comparison.championOnlyRight()).isEqualTo(c);
    assertThat(comparison.candidateAccuracy()).isEqualTo(right / (double) drawn.size());
    Comparison swapped =
        Comparison.of(
            TestPredictions.of(champion.predictions()),
            TestPredictions.of(candidate.predictions()));
    assertThat(swapped.candidateOnlyRight()).isEqualTo(c);
    assertThat(swapped.championAccuracy()).isEqualTo(comparison.candidateAccuracy());
  }

  private static void add(EvaluationCounts counts, long id, int label, boolean right) {
    int predicted = right ? label : 1 - label;
    counts.add(new float[] {predicted == 0 ? 1 : 0, predicted}, new int[] {label}, new long[] {id});
  }

  @Test
  void modelsAreComparedOnTheSameImagesOnly() {
    TestPredictions.Answer cat = new TestPredictions.Answer(3, 3);
    TestPredictions two = new TestPredictions(new TreeMap<>(Map.of(1L, cat, 2L, cat)));
    TestPredictions other = new TestPredictions(new TreeMap<>(Map.of(2L, cat, 3L, cat)));
    TestPredictions relabelled =
        new TestPredictions(new TreeMap<>(Map.of(1L, cat, 2L, new TestPredictions.Answer(5, 5))));
    assertThatThrownBy(() -> DEFAULT.decide(ClassNames.CIFAR_10, two, other, ErrorBudget.UNSPENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "candidate and champion must be evaluated on the same test images: 2 and 2, 1 in"
                + " common");
    assertThatThrownBy(
            () -> DEFAULT.decide(ClassNames.CIFAR_10, two, relabelled, ErrorBudget.UNSPENT))
        .hasMessageEndingWith("2 in common, some with other labels");
    assertThatThrownBy(() -> new TestPredictions(new TreeMap<>()))
        .hasMessage("a decision needs at least 1 answer, there is none");
  }

  @Test
  void anExampleCountsOnce() {
    EvaluationCounts twice = new EvaluationCounts(2);
    add(twice, 7, 0, true);
    add(twice, 7, 0, true);
    assertThatThrownBy(() -> TestPredictions.of(twice.predictions()))
        .hasMessage("example 7 stands in the predictions twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-0.01 | 0.05 | 0.05 | 0.5 | registry.margin must be at least 0 and below 1, cannot be: -0.01",
        "1 | 0.05 | 0.05 | 0.5 | registry.margin must be at least 0 and below 1, cannot be: 1.0",
        "NaN | 0.05 | 0.05 | 0.5 | registry.margin must be at least 0 and below 1, cannot be: NaN",
        "0.01 | 0 | 0.05 | 0.5 | registry.significance must be above 0.001 and at most 0.5, cannot be: 0.0",
        "0.01 | 0.6 | 0.05 | 0.5 | registry.significance must be above 0.001 and at most 0.5, cannot be: 0.6",
        "0.01 | 0.05 | 1.5 | 0.5 | registry.max-recall-drop must be between 0 and 1, cannot be: 1.5",
        "0.01 | 0.05 | 0.05 | 50 | registry.floor must be between 0 and 1, cannot be: 50.0"
      })
  void refusesValuesOutOfRange(
      double margin, double significance, double drop, double floor, String message) {
    assertThatThrownBy(() -> new PromotionPolicy(Form.FIXED, margin, significance, drop, floor))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  @Test
  void readsBackFromTheRegistrysFiles() {
    for (Decision decision :
        List.of(
            DEFAULT.decide(
                ClassNames.CIFAR_10, comparison(10_000, 440, 460, 8_700), ErrorBudget.UNSPENT),
            new Decision(
                Outcome.ROLLED_BACK,
                "by hand",
                OptionalDouble.empty(),
                OptionalDouble.of(0.5),
                Optional.empty()))) {
      assertThat(Json.read("d.json", Json.text(decision), Decision.class)).isEqualTo(decision);
    }
  }
}
