package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.sparkresnet.dataset.MinibatchSample.Minibatch;
import org.sparkresnet.testing.LocalSpark;

class MinibatchSampleTest {
  private static final int IMAGES = 60;
  private static final HeldOutImages HELD_OUT = new HeldOutImages(new long[] {0, 7, 8, 31, 59});
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());

  /** All images but the held-out ones, dealt like cards to so many partitions. */
  private TrainingImages images(int parts) {
    List<Shard> shards = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int remainder = part;
      long[] ids =
          LongStream.range(0, IMAGES)
              .filter(id -> id % parts == remainder && !HELD_OUT.contains(id))
              .toArray();
      shards.add(Synthetic.shard(ids));
    }
    int examples = IMAGES - HELD_OUT.ids().length;
    return new TrainingImages(spark.parallelize(shards, parts), HELD_OUT, examples, NORMALIZATION);
  }

  private List<Minibatch> draw(MinibatchSample sample, long seed, int parts, int partitions) {
    List<Minibatch> minibatches =
        new ArrayList<>(sample.draw(images(parts), seed, partitions).collect());
    minibatches.sort(Comparator.comparingInt(Minibatch::number));
    return minibatches;
  }

  private static long[] ids(List<Minibatch> minibatches) {
    return Synthetic.ids(minibatches.stream().map(Minibatch::images).toList());
  }

  @Test
  void hasMinibatchesOfDifferentTrainingImages() {
    List<Minibatch> minibatches = draw(new MinibatchSample(5, 8), 3, 2, 2);
    assertThat(minibatches).extracting(Minibatch::number).containsExactly(0, 1, 2, 3, 4);
    assertThat(minibatches).allSatisfy(minibatch -> Synthetic.assertIntact(minibatch.images()));
    assertThat(minibatches).extracting(minibatch -> minibatch.images().size()).containsOnly(8);
    assertThat(ids(minibatches)).doesNotHaveDuplicates().doesNotContain(HELD_OUT.ids());
  }

  @Test
  void dependsOnTheSeedButOnNoPartitioning() {
    MinibatchSample sample = new MinibatchSample(3, 16);
    long[] once = ids(draw(sample, 3, 1, 1));
    assertThat(ids(draw(sample, 3, 4, 2))).isEqualTo(once);
    assertThat(ids(draw(sample, 3, 7, 5))).isEqualTo(once);
    assertThat(ids(draw(sample, 4, 1, 1))).isNotEqualTo(once);
  }

  @Test
  void aLargerSampleBeginsWithTheSmallerOne() {
    assertThat(ids(draw(new MinibatchSample(6, 8), 3, 2, 2)))
        .startsWith(ids(draw(new MinibatchSample(2, 8), 3, 2, 2)));
  }

  @Test
  void isNotTheBeginningOfAnEpoch() {
    EpochOrder first = EpochOrder.of(3, 0, IMAGES - HELD_OUT.ids().length, 1);
    long[] ids = ids(draw(new MinibatchSample(1, 8), 3, 1, 1));
    assertThat(LongStream.of(ids).mapToInt(id -> first.position(HELD_OUT.denseIndex(id))))
        .isNotEqualTo(List.of(0, 1, 2, 3, 4, 5, 6, 7));
  }

  @Test
  void hasWholeMinibatchesOfAtLeastSoManyImages() {
    assertThat(MinibatchSample.ofAtLeast(2000, 128, 50_000))
        .isEqualTo(new MinibatchSample(16, 128));
    assertThat(MinibatchSample.ofAtLeast(2048, 128, 50_000))
        .isEqualTo(new MinibatchSample(16, 128));
    assertThat(MinibatchSample.ofAtLeast(1000, 1024, 50_000))
        .isEqualTo(new MinibatchSample(1, 1024));
    assertThat(MinibatchSample.ofAtLeast(1000, 32, 300))
        .as("no more than there are")
        .isEqualTo(new MinibatchSample(9, 32));
    assertThat(MinibatchSample.ofAtLeast(1000, 512, 300))
        .as("all of them")
        .isEqualTo(new MinibatchSample(1, 300));
  }
}
