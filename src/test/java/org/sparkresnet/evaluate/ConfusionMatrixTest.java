package org.sparkresnet.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfusionMatrixTest {
  private static final int CLASSES = 10;

  record Pair(int actual, int predicted) {}

  @Provide
  Arbitrary<List<Pair>> pairs() {
    Arbitrary<Integer> ids = Arbitraries.integers().between(0, CLASSES - 1);
    return Combinators.combine(ids, ids).as(Pair::new).list().ofMaxSize(60);
  }

  @Property(tries = 200)
  void mergingIsAssociative(
      @ForAll("pairs") List<Pair> a, @ForAll("pairs") List<Pair> b, @ForAll("pairs") List<Pair> c) {
    assertThat(count(a).merge(count(b)).merge(count(c)))
        .isEqualTo(count(a).merge(count(b).merge(count(c))));
  }

  @Property(tries = 200)
  void mergingIsCommutative(@ForAll("pairs") List<Pair> a, @ForAll("pairs") List<Pair> b) {
    assertThat(count(a).merge(count(b))).isEqualTo(count(b).merge(count(a)));
  }

  @Property(tries = 200)
  void countsDoNotDependOnThePartitioning(
      @ForAll("pairs") List<Pair> all,
      @ForAll @IntRange(min = 1, max = 9) int parts,
      @ForAll long seed) {
    // jqwik owns the seed.
    Random deal = new Random(seed);
    ConfusionMatrix[] partial = new ConfusionMatrix[parts];
    for (int i = 0; i < parts; i++) {
      partial[i] = new ConfusionMatrix(CLASSES);
    }
    for (Pair pair : all) {
      partial[deal.nextInt(parts)].add(pair.actual, pair.predicted);
    }
    ConfusionMatrix sum = new ConfusionMatrix(CLASSES);
    for (ConfusionMatrix part : partial) {
      sum = sum.merge(part);
    }
    assertThat(sum).isEqualTo(count(all)).hasSameHashCodeAs(count(all));
    assertThat(sum.total()).isEqualTo(all.size());
  }

  @Example
  void rowsAreActual() {
    ConfusionMatrix matrix = new ConfusionMatrix(3);
    matrix.add(0, 2);
    matrix.add(0, 2);
    matrix.add(1, 1);
    assertThat(matrix.count(0, 2)).isEqualTo(2);
    assertThat(matrix.count(2, 0)).isZero();
    assertThat(matrix.actualTotal(0)).isEqualTo(2);
    assertThat(matrix.predictedTotal(2)).isEqualTo(2);
    assertThat(matrix.correct()).isEqualTo(1);
    assertThat(matrix.total()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 'actual class must be from 0 to 9, cannot be: -1'",
    "10, 0, 'actual class must be from 0 to 9, cannot be: 10'",
    "0, 10, 'predicted class must be from 0 to 9, cannot be: 10'"
  })
  void rejectsUnknownClasses(int actual, int predicted, String message) {
    assertThatThrownBy(() -> new ConfusionMatrix(CLASSES).add(actual, predicted))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Example
  void rejectsMergingOtherClasses() {
    assertThatThrownBy(() -> new ConfusionMatrix(2).merge(new ConfusionMatrix(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("matrices must have the same classes to merge, have: 2 and 3");
  }

  @Example
  void rejectsNoClasses() {
    assertThatThrownBy(() -> new ConfusionMatrix(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classes must be at least 1, cannot be: 0");
  }

  private static ConfusionMatrix count(List<Pair> pairs) {
    ConfusionMatrix matrix = new ConfusionMatrix(CLASSES);
    pairs.forEach(pair -> matrix.add(pair.actual, pair.predicted));
    return matrix;
  }
}
