package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EpochOrderTest {
  @Property(tries = 200)
  void isAPermutation(
      @ForAll long seed,
      @ForAll @IntRange(max = 100_000) int epoch,
      @ForAll @IntRange(min = 1, max = 500) int examples,
      @ForAll @IntRange(min = 1, max = 40) int workers) {
    assertThat(sorted(positions(seed, epoch, examples, workers)))
        .isEqualTo(IntStream.range(0, examples).toArray());
  }

  @Property(tries = 200)
  void workersOwnContiguousRangesOfNearlyOneSize(
      @ForAll @IntRange(min = 1, max = 500) int examples,
      @ForAll @IntRange(min = 1, max = 600) int workers) {
    EpochOrder order = EpochOrder.of(1, 0, examples, workers);
    int next = 0;
    for (int worker = 0; worker < workers; worker++) {
      assertThat(order.firstPosition(worker)).isEqualTo(next);
      assertThat(order.size(worker))
          .isBetween(examples / workers, -Math.floorDiv(-examples, workers));
      next += order.size(worker);
    }
    assertThat(next).isEqualTo(examples);
  }

  @Property(tries = 200)
  void everyPositionLiesInTheRangeOfItsWorker(
      @ForAll @IntRange(min = 1, max = 500) int examples,
      @ForAll @IntRange(min = 1, max = 600) int workers) {
    EpochOrder order = EpochOrder.of(1, 0, examples, workers);
    for (int position = 0; position < examples; position++) {
      int worker = order.worker(position);
      assertThat(position - order.firstPosition(worker)).isBetween(0, order.size(worker) - 1);
    }
  }

  @Property(tries = 100)
  void dependsOnSeedAndEpochAlone(
      @ForAll long seed,
      @ForAll @IntRange(max = 1000) int epoch,
      @ForAll @IntRange(min = 50, max = 200) int examples,
      @ForAll @IntRange(min = 1, max = 9) int workers) {
    int[] positions = positions(seed, epoch, examples, workers);
    assertThat(positions(seed, epoch, examples, workers)).isEqualTo(positions);
    assertThat(positions(seed, epoch, examples, workers + 1)).isEqualTo(positions);
    assertThat(positions(seed, epoch + 1, examples, workers)).isNotEqualTo(positions);
    assertThat(positions(seed + 1, epoch, examples, workers)).isNotEqualTo(positions);
  }

  private static int[] positions(long seed, int epoch, int examples, int workers) {
    EpochOrder order = EpochOrder.of(seed, epoch, examples, workers);
    return IntStream.range(0, examples).map(order::position).toArray();
  }

  private static int[] sorted(int[] values) {
    return IntStream.of(values).sorted().toArray();
  }
}
