package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.global.dnnl;

/**
 * Product of float32 matrices on the heap, row-major: C = alpha A B + beta C. oneDNN computes it,
 * in the threads of the caller; where oneDNN cannot be used, plain loops do, more slowly and with
 * other roundings.
 *
 * @param rows of A and C
 * @param columns of B and C
 * @param inner columns of A, rows of B
 * @param transposed tells whether B is given as its transposed matrix [columns,inner]
 */
public record Sgemm(int rows, int columns, int inner, boolean transposed) {
  /** Product of A [rows,inner] and B [inner,columns]. */
  public static Sgemm product(int rows, int columns, int inner) {
    return new Sgemm(rows, columns, inner, false);
  }

  /** Product AA' of A [rows,inner], which is given as B, too. */
  public static Sgemm square(int rows, int inner) {
    return new Sgemm(rows, rows, inner, true);
  }

  /** Computes C, which is not read where beta is 0. */
  public void run(float alpha, float[] a, float[] b, float beta, float[] c) {
    if (!OneDnn.isAvailable()) {
      loop(alpha, a, b, beta, c);
      return;
    }
    byte ofB = (byte) (transposed ? 'T' : 'N');
    int rowOfB = transposed ? inner : columns;
    int status =
        dnnl.dnnl_sgemm(
            (byte) 'N', ofB, rows, columns, inner, alpha, a, inner, b, rowOfB, beta, c, columns);
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("dnnl_sgemm: status " + status);
    }
  }

  /** Computes C by plain loops. */
  void loop(float alpha, float[] a, float[] b, float beta, float[] c) {
    int strideK = transposed ? 1 : columns;
    int strideJ = transposed ? inner : 1;
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
