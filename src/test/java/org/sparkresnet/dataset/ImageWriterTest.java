package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.sparkresnet.dataset.Augmentation.Variation;

class ImageWriterTest {
  private static final int PAD = 4;
  private static final List<Double> MEAN = List.of(0.4, 0.5, 0.6);
  private static final List<Double> STD = List.of(0.2, 0.25, 0.3);
  private static final float UNTOUCHED = 99;

  @Property(tries = 400)
  void writesWhatTheSlowReferenceWrites(
      @ForAll @IntRange(min = -PAD, max = PAD) int dy,
      @ForAll @IntRange(min = -PAD, max = PAD) int dx,
      @ForAll boolean mirrored,
      @ForAll @IntRange(max = 2) int image,
      @ForAll @IntRange(max = 2) int place) {
    Shard shard = Synthetic.range(40, 43);
    float[] target = new float[3 * Shard.IMAGE_BYTES];
    Arrays.fill(target, UNTOUCHED);
    new ImageWriter(new Normalization(MEAN, STD))
        .write(
            shard.pixels(),
            image * Shard.IMAGE_BYTES,
            new Variation(dy, dx, mirrored),
            target,
            place * Shard.IMAGE_BYTES);

    float[] expected = new float[target.length];
    Arrays.fill(expected, UNTOUCHED);
    float[] reference = reference(Synthetic.image(40 + image), dy, dx, mirrored);
    System.arraycopy(reference, 0, expected, place * Shard.IMAGE_BYTES, reference.length);
    assertThat(target).isEqualTo(expected);
  }

  /** The textbook's steps, one after the other: normalise, mirror, pad with 0, crop. */
  private static float[] reference(byte[] planar, int dy, int dx, boolean mirrored) {
    float[][][] padded = new float[32 + 2 * PAD][32 + 2 * PAD][3];
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        for (int c = 0; c < 3; c++) {
          int value = Byte.toUnsignedInt(planar[c * 1024 + y * 32 + x]);
          padded[PAD + y][PAD + (mirrored ? 31 - x : x)][c] =
              (float) ((value / 255.0 - MEAN.get(c)) / STD.get(c));
        }
      }
    }
    float[] cropped = new float[32 * 32 * 3];
    int at = 0;
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        for (int c = 0; c < 3; c++) {
          cropped[at++] = padded[PAD + dy + y][PAD + dx + x][c];
        }
      }
    }
    return cropped;
  }
}
