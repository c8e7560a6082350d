package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.testing.LocalSpark;

class DealtShardsTest {
  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());

  /** Images of ids 100 to 130, dealt to partitions like cards. */
  private JavaRDD<Shard> images(int partitions) {
    List<Shard> shards = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      int rest = partition;
      shards.add(
          Synthetic.shard(
              LongStream.range(100, 131).filter(id -> id % partitions == rest).toArray()));
    }
    return spark.parallelize(shards, partitions);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 31})
  void imagesComeToTheirPartsByTheirPositionsFromAnyPartitions(int partitions) {
    List<Shard> parts =
        DealtShards.of(images(partitions), 31, 4, () -> id -> (int) (130 - id)).collect();
    parts.forEach(Synthetic::assertIntact);
    assertThat(parts).extracting(Shard::size).containsExactly(7, 8, 8, 8);
    assertThat(Synthetic.ids(parts))
        .isEqualTo(LongStream.range(0, 31).map(position -> 130 - position).toArray());
  }

  @Test
  void noImagesHaveNoPart() {
    JavaRDD<Shard> none = spark.parallelize(List.of(Synthetic.shard()), 1);
    assertThat(DealtShards.of(none, 0, 0, () -> id -> 0).collect()).isEmpty();
  }

  @Test
  void aPartThatLacksImagesIsNotTakenForWhole() {
    assertThatThrownBy(
            () -> DealtShards.of(images(1), 35, 2, () -> id -> (int) (id - 100)).collect())
        .rootCause()
        .hasMessage("part 1 was dealt 14 images of 18");
  }
}
