package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.sparkresnet.dataset.Augmentation.Variation;

class ImageWriterTest {
  private static final int PAD = 16;
  private static final List<Double> MEAN = List.of(0.4, 0.5, 0.6);
  private static final List<Double> STD = List.of(0.2, 0.25, 0.3);
  private static final float UNTOUCHED = 99;

  @Property(tries = 400)
  void writesWhatTheSlowReferenceWrites(
      @ForAll @IntRange(max = 6) int smaller,
      @ForAll @IntRange(min = -PAD, max = PAD) int top,
      @ForAll @IntRange(min = -PAD, max = PAD) int left,
      @ForAll boolean mirrored,
      @ForAll @IntRange(max = 2) int image,
      @ForAll @IntRange(max = 2) int place) {
    int size = 32 - 4 * smaller;
    int dy = top < 0 ? top : top + 32 - size;
    int dx = left < 0 ? left : left + 32 - size;
    int length = size * size * 3;
    Shard shard = Synthetic.range(40, 43);
    float[] target = new float[3 * Shard.IMAGE_BYTES];
    Arrays.fill(target, UNTOUCHED);
    new ImageWriter(new Normalization(MEAN, STD))
        .write(
            shard.pixels(),
            image * Shard.IMAGE_BYTES,
            new Variation(dy, dx, mirrored),
            size,
            target,
            place * length);

    float[] expected = new float[target.length];
    Arrays.fill(expected, UNTOUCHED);
    float[] reference = reference(Synthetic.image(40 + image), size, dy, dx, mirrored);
    System.arraycopy(reference, 0, expected, place * length, reference.length);
    assertThat(target).isEqualTo(expected);
  }

  /** The textbook's steps, one after the other: normalise, mirror, pad, crop. */
  private static float[] reference(byte[] planar, int size, int dy, int dx, boolean mirrored) {
    float[][][] image = new float[32][32][3];
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        for (int c = 0; c < 3; c++) {
          int value = Byte.toUnsignedInt(planar[c * 1024 + y * 32 + x]);
          image[y][mirrored ? 31 - x : x][c] = (float) ((value / 255.0 - MEAN.get(c)) / STD.get(c));
        }
      }
    }
    float[] cropped = new float[size * size * 3];
    int at = 0;
    for (int y = dy; y < dy + size; y++) {
      for (int x = dx; x < dx + size; x++) {
        boolean padding = y < 0 || y > 31 || x < 0 || x > 31;
        for (int c = 0; c < 3; c++) {
          cropped[at++] = padding ? 0 : image[y][x][c];
        }
      }
    }
    return cropped;
  }
}
