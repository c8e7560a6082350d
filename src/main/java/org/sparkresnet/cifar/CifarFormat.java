package org.sparkresnet.cifar;

import java.util.List;

/**
 * Binary layout of CIFAR-10: a file is a sequence of records of {@value #RECORD_BYTES} bytes, each
 * one label byte and then 1,024 red, 1,024 green and 1,024 blue bytes, row-major. Source: Alex
 * Krizhevsky, <a href="https://www.cs.toronto.edu/~kriz/cifar.html">The CIFAR-10 dataset</a>.
 */
public final class CifarFormat {
  /** Height and width of an image, in pixels. */
  public static final int SIDE = 32;

  /** Red, green and blue. */
  public static final int CHANNELS = 3;

  /** Bytes of one colour plane. */
  public static final int PLANE_BYTES = SIDE * SIDE;

  /** Bytes of one image: [3,32,32], planar. */
  public static final int PIXEL_BYTES = CHANNELS * PLANE_BYTES;

  /** Bytes of one record: the label, then the pixels. */
  public static final int RECORD_BYTES = 1 + PIXEL_BYTES;

  /** Number of classes; labels are 0 to 9. */
  public static final int CLASSES = 10;

  /** The official class names, by label, as in {@code batches.meta.txt}. */
  public static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private CifarFormat() {}
}
