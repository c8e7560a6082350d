package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.function.IntPredicate;
import org.sparkresnet.cifar.CifarFormat;

/**
 * Sums over the 3x3 patches of images, bytes as they are: of each value and of each product of two.
 * A patch is 27 values, channel by channel and row by row, as in the weights of a convolution.
 * Whole numbers, so that no order of additions changes a bit.
 *
 * @param patches number of patches, 900 an image
 * @param sums 27 sums
 * @param products 27x27 sums of products, row-major
 */
record PatchSums(long patches, long[] sums, long[] products) implements Serializable {
  /** Values of a patch. */
  static final int LENGTH = 9 * CifarFormat.CHANNELS;

  private static final int SIDE = CifarFormat.SIDE;
  private static final int PATCHES = (SIDE - 2) * (SIDE - 2);

  /** Adds up the patches of some images of a shard. */
  static PatchSums of(Shard shard, IntPredicate wanted) {
    PatchSums all = new PatchSums(0, new long[LENGTH], new long[LENGTH * LENGTH]);
    for (int i = 0; i < shard.size(); i++) {
      if (wanted.test(i)) {
        all = all.plus(ofImage(shard.pixels(), i * Shard.IMAGE_BYTES));
      }
    }
    return all;
  }

  private static PatchSums ofImage(byte[] pixels, int offset) {
    long[] sums = new long[LENGTH];
    int[] above = new int[LENGTH * LENGTH]; // of an image at most 900 x 255 x 255
    int[] patch = new int[LENGTH];
    for (int y = 0; y < SIDE - 2; y++) {
      for (int x = 0; x < SIDE - 2; x++) {
        read(pixels, offset + y * SIDE + x, patch);
        for (int i = 0; i < LENGTH; i++) {
          int value = patch[i];
          sums[i] += value;
          for (int j = i, at = i * LENGTH + i; j < LENGTH; j++, at++) {
            above[at] += value * patch[j];
          }
        }
      }
    }
    long[] products = new long[LENGTH * LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      for (int j = i; j < LENGTH; j++) {
        products[i * LENGTH + j] = above[i * LENGTH + j];
        products[j * LENGTH + i] = above[i * LENGTH + j];
      }
    }
    return new PatchSums(PATCHES, sums, products);
  }

  private static void read(byte[] pixels, int first, int[] patch) {
    int at = 0;
    for (int channel = 0; channel < CifarFormat.CHANNELS; channel++) {
      int row = first + channel * CifarFormat.PLANE_BYTES;
      for (int ky = 0; ky < 3; ky++, row += SIDE) {
        for (int kx = 0; kx < 3; kx++) {
          patch[at++] = Byte.toUnsignedInt(pixels[row + kx]);
        }
      }
    }
  }

  /** The sums of both sets of images. */
  PatchSums plus(PatchSums other) {
    return new PatchSums(
        patches + other.patches, plus(sums, other.sums), plus(products, other.products));
  }

  private static long[] plus(long[] one, long[] other) {
    long[] both = new long[one.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = one[i] + other[i];
    }
    return both;
  }

  /** Covariance of two values of a patch of normalised pixels. */
  double covariance(int i, int j, Normalization normalization) {
    // Exact: of 5,000 images below 2^61.
    long difference =
        Math.subtractExact(
            Math.multiplyExact(products[i * LENGTH + j], patches),
            Math.multiplyExact(sums[i], sums[j]));
    double ofBytes = (double) difference / ((double) patches * patches);
    return ofBytes / (deviation(i, normalization) * deviation(j, normalization));
  }

  /** Standard deviation, in bytes, that a value is normalised by. */
  private static double deviation(int i, Normalization normalization) {
    return 255 * normalization.std().get(i / 9);
  }
}
