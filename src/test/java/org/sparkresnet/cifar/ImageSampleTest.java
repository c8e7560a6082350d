package org.sparkresnet.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ImageSampleTest {
  private static final int RECORD = RecordLayout.BYTE.recordBytes();

  /** Images of random pixels, of class 0. */
  private static byte[] images(long seed, int count) {
    byte[] records = new byte[count * RECORD];
    new Random(seed).nextBytes(records);
    for (int i = 0; i < count; i++) {
      records[i * RECORD] = 0;
    }
    return records;
  }

  private static byte[] both(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static ImageSample sample(byte[] records) {
    return ImageSample.of(List.of(FileScan.of(RecordLayout.BYTE, "test_batch.bin", 0, records)));
  }

  @Test
  void orderLabelsAndRepeatsDoNotCount() {
    byte[] a = images(1, 300);
    byte[] b = images(2, 300);
    byte[] turned = both(b, both(a, a));
    turned[0] = 9; // another label
    assertThat(sample(turned)).isEqualTo(sample(both(a, b)));
    assertThat(sample(turned).hashes())
        .hasSize(ImageSample.MOST)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void someEarlierImagesAmongNewOnesAreFound() {
    byte[] old = images(1, 2_000);
    byte[] fresh = images(2, 2_000);
    assertThat(sample(fresh).sharesImagesWith(sample(old))).isFalse();
    assertThat(sample(both(old, images(3, 100))).sharesImagesWith(sample(old)))
        .as("the old file with new images at its end")
        .isTrue();
    byte[] twentieth = Arrays.copyOf(old, old.length / 20);
    assertThat(sample(both(fresh, twentieth)).sharesImagesWith(sample(old)))
        .as("one of twenty is an old one")
        .isTrue();
  }

  /** Samples of two files of 10,000 images that have some in common. */
  private static boolean isFound(SplittableRandom random, int common) {
    long[] shared = random.longs(common).toArray();
    return lowest(random, shared).sharesImagesWith(lowest(random, shared));
  }

  private static ImageSample lowest(SplittableRandom random, long[] shared) {
    return new ImageSample(
        LongStream.concat(Arrays.stream(shared), random.longs(10_000 - shared.length))
            .sorted()
            .limit(ImageSample.MOST)
            .boxed()
            .toList());
  }

  /** Exactly 98.0 and 99.995 % of two large files. */
  @Test
  void aFileOfWhichAFiftiethIsOldIsNearlyAlwaysFound() {
    SplittableRandom random = new SplittableRandom(1);
    assertThat(IntStream.range(0, 1_000).filter(i -> isFound(random, 200)).count())
        .isBetween(970L, 995L);
    assertThat(IntStream.range(0, 200).filter(i -> isFound(random, 500)).count()).isEqualTo(200);
  }

  @Test
  void aSampleIsReadAsItWasWritten() {
    ImageSample few = sample(images(1, 3));
    assertThat(few.hashes()).hasSize(3);
    assertThat(few.toString()).matches("[0-9a-f]{48}");
    assertThat(ImageSample.parse(few.toString())).isEqualTo(few);
    assertThatThrownBy(() -> ImageSample.parse("00ff"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a sample of images has 16 hexadecimal digits an image, cannot have: 4");
  }
}
