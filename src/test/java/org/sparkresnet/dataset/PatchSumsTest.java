package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PatchSumsTest {
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(0.4, 0.5, 0.6), List.of(0.2, 0.25, 0.3));
  private static final Shard SHARD = Synthetic.range(10, 14);

  /** The textbook's covariance of the patches that a 3x3 convolution without padding sees. */
  @Test
  void covarianceIsThatOfNormalisedPatches() {
    PatchSums sums = PatchSums.of(SHARD, i -> i != 2);
    assertThat(sums.patches()).isEqualTo(3 * 30 * 30);
    double[][] patches = patches(0, 1, 3);
    for (int i = 0; i < PatchSums.LENGTH; i += 4) {
      for (int j = 0; j < PatchSums.LENGTH; j++) {
        assertThat(sums.covariance(i, j, NORMALIZATION))
            .isCloseTo(covariance(patches, i, j), within(1e-6))
            .isEqualTo(sums.covariance(j, i, NORMALIZATION));
      }
    }
  }

  @Test
  void sumsDoNotDependOnTheParts() {
    PatchSums whole = PatchSums.of(SHARD, i -> true);
    PatchSums parts =
        PatchSums.of(Synthetic.shard(13, 11), i -> true)
            .plus(PatchSums.of(Synthetic.shard(12), i -> true))
            .plus(PatchSums.of(Synthetic.shard(5, 10), i -> i == 1));
    assertThat(parts.patches()).isEqualTo(whole.patches());
    assertThat(parts.sums()).isEqualTo(whole.sums());
    assertThat(parts.products()).isEqualTo(whole.products());
  }

  private static double[][] patches(int... images) {
    float[] image = new float[Shard.IMAGE_BYTES];
    ImageWriter writer = new ImageWriter(NORMALIZATION);
    double[][] patches = new double[images.length * 900][PatchSums.LENGTH];
    int next = 0;
    for (int i : images) {
      writer.write(
          SHARD.pixels(), i * Shard.IMAGE_BYTES, Augmentation.Variation.IDENTITY, 32, image, 0);
      for (int y = 0; y < 30; y++) {
        for (int x = 0; x < 30; x++, next++) {
          for (int at = 0; at < PatchSums.LENGTH; at++) {
            int pixel = (y + at % 9 / 3) * 32 + x + at % 3;
            patches[next][at] = image[pixel * 3 + at / 9];
          }
        }
      }
    }
    return patches;
  }

  private static double covariance(double[][] patches, int i, int j) {
    double meanI = 0;
    double meanJ = 0;
    double product = 0;
    for (double[] patch : patches) {
      meanI += patch[i] / patches.length;
      meanJ += patch[j] / patches.length;
      product += patch[i] * patch[j] / patches.length;
    }
    return product - meanI * meanJ;
  }
}
