package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.sparkresnet.dataset.Augmentation.Flip;
import org.sparkresnet.dataset.Augmentation.Variation;

class MinibatchesTest {
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(0.4, 0.5, 0.6), List.of(0.2, 0.25, 0.3));
  private static final Augmentation AUGMENTATION = new Augmentation(4, Flip.RANDOM);
  private static final Minibatches FOURS = new Minibatches(4, 10, NORMALIZATION, AUGMENTATION, 0);
  private static final Shard SHARD = Synthetic.shard(5, 900, 3, 17, 8, 21, 4, 2, 77, 6);

  /** A minibatch as arrays; its native memory is freed. */
  private record Batch(float[] features, float[] labels) {}

  @Test
  void areNhwcFloatsWithOneHotLabels() {
    DataSet minibatch = FOURS.inOrder(SHARD).next();
    assertThat(minibatch.getFeatures().shape()).containsExactly(4, 32, 32, 3);
    assertThat(minibatch.getFeatures().dataType()).isEqualTo(DataType.FLOAT);
    assertThat(minibatch.getLabels().shape()).containsExactly(4, 10);
    assertThat(minibatch.getLabels().dataType()).isEqualTo(DataType.FLOAT);
    // Green of row 2, column 3 of the second image.
    int value = Byte.toUnsignedInt(Synthetic.image(900)[1024 + 2 * 32 + 3]);
    assertThat(minibatch.getFeatures().getFloat(1, 2, 3, 1))
        .isEqualTo((float) ((value / 255.0 - 0.5) / 0.25));
    close(minibatch);
  }

  @Test
  void keepTheOrderOfTheShardAndEndWithAShorterOne() {
    List<Batch> batches = read(FOURS.inOrder(SHARD));
    assertThat(batches).extracting(batch -> batch.labels().length / 10).containsExactly(4, 4, 2);
    assertThat(features(batches)).isEqualTo(expected(0, 10, i -> Variation.IDENTITY));
    assertThat(classes(batches))
        .isEqualTo(Arrays.stream(SHARD.ids()).mapToInt(Synthetic::label).toArray());
  }

  @Test
  void mirroredOnesHoldEveryImageMirrored() {
    assertThat(features(read(FOURS.mirrored(SHARD))))
        .isEqualTo(expected(0, 10, i -> Variation.MIRROR));
  }

  @ParameterizedTest
  @CsvSource({"0,1,0,4", "1,1,4,8", "0,3,0,10", "1,2,4,10", "2,1,8,10", "1,9,4,10", "3,1,10,10"})
  void trainingTakesAWindowAndVariesEachImageByItsId(int first, int count, int from, int to) {
    List<Batch> batches = read(FOURS.training(SHARD, 11, 6, first, count));
    assertThat(features(batches))
        .isEqualTo(expected(from, to, i -> AUGMENTATION.variation(11, 6, SHARD.ids()[i], 32)));
    assertThat(classes(batches))
        .isEqualTo(Arrays.stream(SHARD.ids(), from, to).mapToInt(Synthetic::label).toArray());
  }

  @Test
  void everyMinibatchHasTheSizeOfTheEpoch() {
    CropSizes crops =
        new CropSizes(List.of(new CropSizes.Phase(2, 24), new CropSizes.Phase(4, 32)));
    Augmentation augmentation = new Augmentation(2, Flip.RANDOM, crops);
    Minibatches twos = new Minibatches(2, 10, NORMALIZATION, augmentation, 0);
    for (int epoch = 0; epoch < 6; epoch++) {
      int image = 0;
      Iterator<DataSet> all = twos.training(SHARD, 11, epoch, 0, 5);
      for (int number = 0; number < 5; number++) {
        DataSet minibatch = all.next();
        int size = crops.at(epoch);
        assertThat(minibatch.getFeatures().shape()).containsExactly(2, size, size, 3);
        float[] expected = new float[2 * size * size * 3];
        for (int i = 0; i < 2; i++, image++) {
          long id = SHARD.ids()[image];
          new ImageWriter(NORMALIZATION)
              .write(
                  Synthetic.image(id),
                  0,
                  augmentation.variation(11, epoch, id, size),
                  size,
                  expected,
                  i * size * size * 3);
        }
        assertThat(minibatch.getFeatures().data().asFloat()).isEqualTo(expected);
        close(minibatch);
        // A round begins anywhere in the epoch.
        DataSet alone = twos.training(SHARD, 11, epoch, number, 1).next();
        assertThat(alone.getFeatures().data().asFloat()).isEqualTo(expected);
        close(alone);
      }
      assertThat(all.hasNext()).isFalse();
    }
    assertThat(twos.inOrder(SHARD).next().getFeatures().shape()).containsExactly(2, 32, 32, 3);
  }

  @Test
  void labelSmoothingSpreadsItsShareOverAllClasses() {
    Shard one = Synthetic.shard(42);
    float[] labels =
        read(new Minibatches(2, 10, NORMALIZATION, Augmentation.NONE, 0.2).inOrder(one))
            .get(0)
            .labels();
    float[] expected = new float[10];
    Arrays.fill(expected, 0.02f);
    expected[Synthetic.label(42)] = 0.82f;
    assertThat(labels).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0,4,0", "1,4,1", "4,4,1", "5,4,2", "8,4,2", "50000,128,391"})
  void countRoundsUp(int images, int batchSize, int expected) {
    assertThat(Minibatches.count(images, batchSize)).isEqualTo(expected);
  }

  @Test
  void endWithAnException() {
    Iterator<DataSet> none = FOURS.training(SHARD, 1, 0, 3, 1);
    assertThat(none.hasNext()).isFalse();
    assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void rejectsAShardOfUnequalParts() {
    assertThatThrownBy(() -> new Shard(new byte[3072], new short[2], new long[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pixels, labels and ids disagree: 3072 / 3072, 2, 1");
  }

  private interface Variations {
    Variation at(int index);
  }

  private static float[] expected(int from, int to, Variations variations) {
    ImageWriter writer = new ImageWriter(NORMALIZATION);
    float[] expected = new float[(to - from) * Shard.IMAGE_BYTES];
    for (int i = from; i < to; i++) {
      writer.write(
          Synthetic.image(SHARD.ids()[i]),
          0,
          variations.at(i),
          32,
          expected,
          (i - from) * Shard.IMAGE_BYTES);
    }
    return expected;
  }

  private static List<Batch> read(Iterator<DataSet> minibatches) {
    List<Batch> batches = new ArrayList<>();
    while (minibatches.hasNext()) {
      DataSet minibatch = minibatches.next();
      batches.add(
          new Batch(
              minibatch.getFeatures().dup().data().asFloat(),
              minibatch.getLabels().dup().data().asFloat()));
      close(minibatch);
    }
    return batches;
  }

  private static float[] features(List<Batch> batches) {
    float[] joined = new float[batches.stream().mapToInt(b -> b.features().length).sum()];
    int at = 0;
    for (Batch batch : batches) {
      System.arraycopy(batch.features(), 0, joined, at, batch.features().length);
      at += batch.features().length;
    }
    return joined;
  }

  private static int[] classes(List<Batch> batches) {
    List<Integer> classes = new ArrayList<>();
    for (Batch batch : batches) {
      for (int i = 0; i < batch.labels().length; i += 10) {
        float[] row = Arrays.copyOfRange(batch.labels(), i, i + 10);
        for (int label = 0; label < 10; label++) {
          if (row[label] == 1) {
            classes.add(label);
          }
        }
      }
    }
    return classes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void close(DataSet minibatch) {
    minibatch.getFeatures().close();
    minibatch.getLabels().close();
  }
}
