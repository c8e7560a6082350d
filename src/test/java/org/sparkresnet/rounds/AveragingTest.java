package org.sparkresnet.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.sparkresnet.replica.Weights;

class AveragingTest {
  @Example
  void weighsByExamples() {
    Weights mean =
        WorkerResult.mean(
            List.of(
                result(0, 3, new float[] {1, 10}, new float[] {4}),
                result(1, 1, new float[] {5, -2}, new float[] {0})));
    assertThat(mean.parameters()).containsExactly(2, 7);
    assertThat(mean.updaterState()).containsExactly(3);
  }

  @Example
  void workerWithoutExamplesDoesNotCount() {
    Weights mean =
        WorkerResult.mean(
            List.of(
                result(0, 0, new float[] {100}, new float[0]),
                result(1, 128, new float[] {0.1f}, new float[0])));
    assertThat(mean.parameters()).containsExactly(0.1f);
    assertThat(mean.updaterState()).isEmpty();
  }

  /** The bits are compared, so that -0 and 0 differ. */
  @Property
  void oneWorkersMeanIsItsWeightsBitForBit(
      @ForAll @Size(min = 1, max = 50) float[] values,
      @ForAll @IntRange(min = 1, max = 50_000) int examples) {
    Weights mean = WorkerResult.mean(List.of(result(0, examples, values, values)));
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToIntBits(mean.parameters()[i]))
          .isEqualTo(Float.floatToIntBits(values[i]));
    }
    assertThat(mean.updaterState()).isEqualTo(mean.parameters());
  }

  @Example
  void negativeZeroStaysNegative() {
    float[] zero = {-0f};
    float mean = WorkerResult.mean(List.of(result(0, 3, zero, zero))).parameters()[0];
    assertThat(Float.floatToIntBits(mean)).isEqualTo(Float.floatToIntBits(-0f));
  }

  @Property
  void equalWorkersKeepTheirWeights(
      @ForAll @Size(min = 1, max = 20) float[] values,
      @ForAll @IntRange(min = 1, max = 1000) int examples,
      @ForAll @IntRange(min = 1, max = 1000) int others) {
    Weights mean =
        WorkerResult.mean(
            List.of(result(0, examples, values, values), result(1, others, values, values)));
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.compare(mean.parameters()[i], values[i])).isZero();
    }
  }

  /** 2^60 swallows a 1 that is added to it; so the order given decides, and nothing else does. */
  @Example
  void sumsInTheOrderGiven() {
    WorkerResult large = result(0, 1, new float[] {0x1p60f}, new float[0]);
    WorkerResult one = result(1, 1, new float[] {1}, new float[0]);
    WorkerResult negative = result(2, 1, new float[] {-0x1p60f}, new float[0]);
    assertThat(WorkerResult.mean(List.of(large, one, negative)).parameters()).containsExactly(0);
    assertThat(WorkerResult.mean(List.of(large, negative, one)).parameters())
        .containsExactly((float) (1 / 3.0));
  }

  @Property
  void slicesOfTheMeanTogetherAreTheMeanBitForBit(
      @ForAll @Size(min = 1, max = 40) List<@Size(9) float[]> workers,
      @ForAll @IntRange(min = 0, max = 9) int updaterState,
      @ForAll @IntRange(min = 1, max = 40) int slices,
      @ForAll @IntRange(min = 1, max = 1000) int examples) {
    List<WorkerResult> results =
        IntStream.range(0, workers.size())
            .mapToObj(
                w ->
                    result(
                        w,
                        examples + w,
                        workers.get(w),
                        Arrays.copyOf(workers.get(w), updaterState)))
            .toList();
    List<Weights> means =
        IntStream.range(0, slices)
            .mapToObj(
                s ->
                    WorkerResult.mean(
                        results.stream()
                            .map(r -> new WorkerResult(r.report(), r.weights().slice(s, slices)))
                            .toList()))
            .toList();
    Weights whole = WorkerResult.mean(results);
    Weights joined = Weights.join(means);
    assertThat(bits(joined.parameters())).isEqualTo(bits(whole.parameters()));
    assertThat(bits(joined.updaterState())).isEqualTo(bits(whole.updaterState()));
  }

  private static int[] bits(float[] values) {
    return IntStream.range(0, values.length).map(i -> Float.floatToIntBits(values[i])).toArray();
  }

  private static WorkerResult result(
      int worker, int examples, float[] parameters, float[] updaterState) {
    return new WorkerResult(
        new WorkerReport(worker, examples, 0, 0, 0, 0, 0, 0, "", ""),
        new Weights(parameters, updaterState));
  }
}
