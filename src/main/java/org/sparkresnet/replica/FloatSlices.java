package org.sparkresnet.replica;

import java.util.Arrays;
import java.util.List;

/** Cuts arrays into slices of equal length, but for one element more or less, and joins them. */
public final class FloatSlices {
  private FloatSlices() {}

  /** Index of the first element of slice {@code index} of {@code slices}. */
  public static int start(int length, int index, int slices) {
    return (int) ((long) length * index / slices);
  }

  /** Copy of slice {@code index} of {@code slices}. */
  public static float[] slice(float[] values, int index, int slices) {
    return Arrays.copyOfRange(
        values, start(values.length, index, slices), start(values.length, index + 1, slices));
  }

  /** Joins all slices, given in order. */
  public static float[] join(List<float[]> slices) {
    float[] whole = new float[slices.stream().mapToInt(slice -> slice.length).sum()];
    int filled = 0;
    for (float[] slice : slices) {
      System.arraycopy(slice, 0, whole, filled, slice.length);
      filled += slice.length;
    }
    return whole;
  }
}
