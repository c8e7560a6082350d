package org.sparkresnet.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ClassificationReportTest {
  private static final List<String> NAMES = List.of("cat", "dog", "frog");

  /**
   * Six examples, to be counted by hand:
   *
   * <pre>
   * actual \ predicted  cat  dog  frog
   * cat                   2    1     0
   * dog                   0    1     1
   * frog                  0    0     1
   * </pre>
   */
  private static EvaluationCounts sixExamples() {
    EvaluationCounts counts = new EvaluationCounts(3);
    add(counts, 0, 0);
    add(counts, 0, 0);
    add(counts, 0, 1);
    add(counts, 1, 1);
    add(counts, 1, 2);
    add(counts, 2, 2);
    return counts;
  }

  private static void add(EvaluationCounts counts, int actual, int predicted) {
    float[] row = {.25f, .25f, .25f};
    row[predicted] = .5f;
    counts.add(row, new int[] {actual}, new long[] {counts.examples()});
  }

  @Example
  void scoresAreAsCountedByHand() {
    ClassificationReport report = ClassificationReport.of(sixExamples());

    assertThat(report.examples()).isEqualTo(6);
    assertThat(report.accuracy()).isEqualTo(4 / 6d);
    assertThat(report.top5Accuracy()).isEqualTo(1);
    assertThat(report.loss()).isCloseTo((4 * Math.log(2) + 2 * Math.log(4)) / 6, within(1e-12));
    assertThat(report.classes())
        .containsExactly(
            new ClassScores(0, 1, 2 / 3d, 4 / 5d, 3),
            new ClassScores(1, 1 / 2d, 1 / 2d, 2 / 4d, 2),
            new ClassScores(2, 1 / 2d, 1, 2 / 3d, 1));
    assertThat(report.macroF1()).isCloseTo((4 / 5d + 1 / 2d + 2 / 3d) / 3, within(1e-12));
    // R_K: (4·6 - (2·3 + 2·2 + 2·1)) / sqrt((36 - 12)(36 - 14)).
    assertThat(report.mcc()).isCloseTo(12 / Math.sqrt(24 * 22), within(1e-12));
  }

  @Example
  void scoresWithoutADenominatorAreZero() {
    EvaluationCounts counts = new EvaluationCounts(3);
    add(counts, 0, 1);
    add(counts, 0, 1);
    ClassificationReport report = ClassificationReport.of(counts);

    assertThat(report.classes())
        .containsExactly(
            new ClassScores(0, 0, 0, 0, 2),
            new ClassScores(1, 0, 0, 0, 0),
            new ClassScores(2, 0, 0, 0, 0));
    assertThat(report.macroF1()).isZero();
    assertThat(report.mcc()).isZero();
  }

  @Example
  void perfectPredictionsScoreOne() {
    EvaluationCounts counts = new EvaluationCounts(3);
    add(counts, 0, 0);
    add(counts, 1, 1);
    add(counts, 2, 2);
    ClassificationReport report = ClassificationReport.of(counts);
    assertThat(report.accuracy()).isEqualTo(1);
    assertThat(report.macroF1()).isEqualTo(1);
    assertThat(report.mcc()).isCloseTo(1, within(1e-12));
  }

  @Property(tries = 200)
  void mccOfTwoClassesIsMatthews(
      @ForAll @IntRange(min = 1, max = 20) int tn,
      @ForAll @IntRange(min = 1, max = 20) int fp,
      @ForAll @IntRange(min = 1, max = 20) int fn,
      @ForAll @IntRange(min = 1, max = 20) int tp) {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    fill(matrix, 0, 0, tn);
    fill(matrix, 0, 1, fp);
    fill(matrix, 1, 0, fn);
    fill(matrix, 1, 1, tp);
    double expected =
        ((double) tp * tn - (double) fp * fn)
            / Math.sqrt((double) (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
    assertThat(ClassificationReport.mcc(matrix)).isCloseTo(expected, within(1e-12));
  }

  private static void fill(ConfusionMatrix matrix, int actual, int predicted, int times) {
    for (int i = 0; i < times; i++) {
      matrix.add(actual, predicted);
    }
  }

  @Example
  void refusesAnEmptySet() {
    assertThatThrownBy(() -> ClassificationReport.of(new EvaluationCounts(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no example was counted: an empty set has no scores");
  }

  @Example
  void printsTheConfusionMatrixWithRowsActual() {
    assertThat(EvaluationText.confusion(sixExamples().confusion(), NAMES))
        .isEqualTo(
            """
            actual \\ predicted  cat  dog  frog
            cat                   2    1     0
            dog                   0    1     1
            frog                  0    0     1
            """);
  }

  @Example
  void printsTheClasses() {
    assertThat(EvaluationText.classes(ClassificationReport.of(sixExamples()), NAMES))
        .isEqualTo(
            """
            class  precision  recall      f1  support
            cat       1.0000  0.6667  0.8000        3
            dog       0.5000  0.5000  0.5000        2
            frog      0.5000  1.0000  0.6667        1
            """);
  }

  @Example
  void rejectsMissingNames() {
    assertThatThrownBy(() -> EvaluationText.confusion(new ConfusionMatrix(3), List.of("cat")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 classes need 3 names, there are: 1");
  }
}
