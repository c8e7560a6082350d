package org.sparkresnet.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EvaluationCountsTest {
  /** Most probable class 3, then 5, 0, 1, 2; the rest at 0.02. */
  private static final float[] ROW = {.1f, .09f, .08f, .43f, .02f, .2f, .02f, .02f, .02f, .02f};

  @Test
  void countsWhatAMinibatchHolds() {
    EvaluationCounts counts = new EvaluationCounts(10);
    counts.add(repeat(ROW, 3), new int[] {3, 2, 9}, new long[] {100, 101, 102});

    assertThat(counts.examples()).isEqualTo(3);
    assertThat(counts.confusion().count(3, 3)).isEqualTo(1);
    assertThat(counts.confusion().count(2, 3)).isEqualTo(1);
    assertThat(counts.confusion().count(9, 3)).isEqualTo(1);
    assertThat(counts.top5Hits()).isEqualTo(2);
    assertThat(counts.lossSum())
        .isCloseTo(-Math.log(.43f) - Math.log(.08f) - Math.log(.02f), within(1e-12));
    Predictions predictions = counts.predictions();
    assertThat(predictions.size()).isEqualTo(3);
    assertThat(predictions.exampleId(2)).isEqualTo(102);
    assertThat(predictions.actual(2)).isEqualTo(9);
    assertThat(predictions.predicted(2)).isEqualTo(3);
    assertThat(predictions.probability(2)).isEqualTo(.43f);
  }

  @Test
  void lowestClassIdWinsTies() {
    float[] uniform = new float[10];
    Arrays.fill(uniform, 0.1f);
    EvaluationCounts counts = new EvaluationCounts(10);
    counts.add(repeat(uniform, 2), new int[] {4, 5}, new long[] {0, 1});

    assertThat(counts.predictions().predicted(0)).isZero();
    // Classes 0 to 4 are the top 5.
    assertThat(counts.top5Hits()).isEqualTo(1);
  }

  @Test
  void lossOfAnImpossibleLabelIsFinite() {
    EvaluationCounts counts = new EvaluationCounts(2);
    counts.add(new float[] {1, 0}, new int[] {1}, new long[] {7});
    assertThat(counts.lossSum()).isEqualTo(-Math.log(1e-7));
  }

  @Test
  void divergedNetworkShowsInTheLoss() {
    float[] row = new float[10];
    Arrays.fill(row, Float.NaN);
    EvaluationCounts counts = new EvaluationCounts(10);
    counts.add(row, new int[] {0}, new long[] {7});
    assertThat(counts.lossSum()).isNaN();
    assertThat(counts.top5Hits()).isZero();
  }

  @Test
  void mergedPartsEqualTheWhole() {
    EvaluationCounts whole = new EvaluationCounts(10);
    whole.add(repeat(ROW, 4), new int[] {3, 1, 2, 9}, new long[] {0, 1, 2, 3});
    EvaluationCounts first = new EvaluationCounts(10);
    first.add(ROW, new int[] {3}, new long[] {0});
    EvaluationCounts second = new EvaluationCounts(10);
    second.add(repeat(ROW, 3), new int[] {1, 2, 9}, new long[] {1, 2, 3});

    EvaluationCounts merged = first.merge(second);
    assertThat(merged.confusion()).isEqualTo(whole.confusion());
    assertThat(merged.top5Hits()).isEqualTo(whole.top5Hits());
    assertThat(merged.lossSum()).isCloseTo(whole.lossSum(), within(1e-12));
    assertThat(merged.predictions().exampleId(3)).isEqualTo(3);
    assertThat(first.examples()).as("merging changes neither part").isEqualTo(1);
  }

  @Test
  void survivesJavaSerialization() throws Exception {
    EvaluationCounts counts = new EvaluationCounts(10);
    counts.add(ROW, new int[] {3}, new long[] {8});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(counts);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      EvaluationCounts copy = (EvaluationCounts) in.readObject();
      assertThat(copy.confusion()).isEqualTo(counts.confusion());
      assertThat(copy.predictions().exampleId(0)).isEqualTo(8);
    }
  }

  @Test
  void refusesAnotherNumberOfExamples() {
    EvaluationCounts counts = new EvaluationCounts(1);
    counts.add(repeat(new float[] {1}, 9_872), new int[9_872], new long[9_872]);
    counts.requireExactly(9_872, "test images");
    assertThatThrownBy(() -> counts.requireExactly(10_000, "test images"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("counted 9,872 of 10,000 test images");
  }

  @Test
  void rejectsArraysThatDoNotFit() {
    assertThatThrownBy(() -> new EvaluationCounts(10).add(ROW, new int[2], new long[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a minibatch of 2 labels needs 20 probabilities and 2 example ids, has: 10 and 2");
  }

  @Test
  void rejectsIndexPastTheLastPrediction() {
    EvaluationCounts counts = new EvaluationCounts(10);
    counts.add(ROW, new int[] {3}, new long[] {8});
    assertThatThrownBy(() -> counts.predictions().exampleId(1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("index 1 of 1 predictions");
  }

  private static float[] repeat(float[] row, int times) {
    float[] rows = new float[row.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(row, 0, rows, i * row.length, row.length);
    }
    return rows;
  }
}
