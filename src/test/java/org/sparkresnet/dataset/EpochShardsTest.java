package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.testing.LocalSpark;

class EpochShardsTest {
  private static final int ALL = 61;
  private static final HeldOutImages SPLIT = new HeldOutImages(new long[] {0, 7, 8, 30, 60});
  private static final int EXAMPLES = 56;
  private static final long SEED = 17;

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void everyImageReachesItsPlaceOnceAndWhole(int workers) {
    for (int epoch = 0; epoch < 3; epoch++) {
      assertDealt(EpochShards.of(parted(3), SPLIT, EXAMPLES, workers, SEED, epoch), workers, epoch);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 61})
  void doesNotDependOnTheCachedPartitioning(int parts) {
    assertDealt(EpochShards.of(parted(parts), SPLIT, EXAMPLES, 4, SEED, 9), 4, 9);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void trainingImagesAreDealtTheSame(int workers) {
    Normalization plain = new Normalization(List.of(0., 0., 0.), List.of(1., 1., 1.));
    TrainingImages images = new TrainingImages(parted(2), SPLIT, EXAMPLES, plain);
    assertDealt(images.epoch(workers, SEED, 2), workers, 2);
  }

  /** Not held-out images, dealt to parts like cards, so that no part is a contiguous range. */
  private JavaRDD<Shard> parted(int parts) {
    List<Shard> shards = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int rest = part;
      long[] ids =
          LongStream.range(0, ALL)
              .filter(id -> id % parts == rest && !SPLIT.contains(id))
              .toArray();
      shards.add(Synthetic.shard(ids));
    }
    return spark.parallelize(shards, parts);
  }

  private static void assertDealt(JavaRDD<Shard> dealt, int workers, int epoch) {
    List<List<Shard>> partitions = dealt.glom().collect();
    assertThat(partitions).hasSize(workers).allMatch(partition -> partition.size() == 1);
    List<Shard> shards = partitions.stream().map(partition -> partition.get(0)).toList();
    shards.forEach(Synthetic::assertIntact);
    EpochOrder order = EpochOrder.of(SEED, epoch, EXAMPLES, workers);
    long[] expected = new long[EXAMPLES];
    LongStream.range(0, ALL)
        .filter(id -> !SPLIT.contains(id))
        .forEach(id -> expected[order.position(SPLIT.denseIndex(id))] = id);
    assertThat(Synthetic.ids(shards)).isEqualTo(expected);
    for (int worker = 0; worker < workers; worker++) {
      assertThat(shards.get(worker).size()).isEqualTo(order.size(worker));
    }
  }
}
