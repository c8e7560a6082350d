package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.global.dnnl;

/**
 * Product of float32 matrices on the heap, row-major. oneDNN computes it, in the threads of the
 * caller; where oneDNN cannot be used, plain loops do, more slowly and with other roundings.
 */
public final class Sgemm {
  private Sgemm() {}

  /** C = alpha A B + beta C, with A [rows,inner], B [inner,columns], C [rows,columns]. */
  public static void multiply(
      int rows, int columns, int inner, float alpha, float[] a, float[] b, float beta, float[] c) {
    if (OneDnn.isAvailable()) {
      call('N', rows, columns, inner, alpha, a, b, columns, beta, c);
    } else {
      loop(rows, columns, inner, alpha, a, b, columns, 1, beta, c);
    }
  }

  /** C = AA', with A [rows,inner] and C [rows,rows]. */
  public static void square(int rows, int inner, float[] a, float[] c) {
    if (OneDnn.isAvailable()) {
      call('T', rows, rows, inner, 1, a, a, inner, 0, c);
    } else {
      loop(rows, rows, inner, 1, a, a, 1, inner, 0, c);
    }
  }

  private static void call(
      char transposed,
      int rows,
      int columns,
      int inner,
      float alpha,
      float[] a,
      float[] b,
      int rowOfB,
      float beta,
      float[] c) {
    int status =
        dnnl.dnnl_sgemm(
            (byte) 'N',
            (byte) transposed,
            rows,
            columns,
            inner,
            alpha,
            a,
            inner,
            b,
            rowOfB,
            beta,
            c,
            columns);
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("dnnl_sgemm: status " + status);
    }
  }

  /** The element [k,j] of B stands at k strideK + j strideJ. */
  static void loop(
      int rows,
      int columns,
      int inner,
      float alpha,
      float[] a,
      float[] b,
      int strideK,
      int strideJ,
      float beta,
      float[] c) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        float sum = 0;
        for (int k = 0; k < inner; k++) {
          sum += a[i * inner + k] * b[k * strideK + j * strideJ];
        }
        c[i * columns + j] = alpha * sum + (beta == 0 ? 0 : beta * c[i * columns + j]);
      }
    }
  }
}
