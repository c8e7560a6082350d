package org.sparkresnet.nn.kernels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Product of float32 matrices in direct buffers, row-major: C = alpha A B + beta C. oneDNN computes
 * it, in the threads of the caller; where oneDNN cannot be used, plain loops do, more slowly and
 * with other roundings. Arrays on the heap would be copied to native memory and back at each call.
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

  /** Memory for a matrix of so many values, all 0. */
  public static FloatBuffer matrix(int values) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, values))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Computes C, which is not read where beta is 0, from the buffers' beginnings. */
  public void run(float alpha, FloatBuffer a, FloatBuffer b, float beta, FloatBuffer c) {
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
  void loop(float alpha, FloatBuffer a, FloatBuffer b, float beta, FloatBuffer c) {
    int strideK = transposed ? 1 : columns;
    int strideJ = transposed ? inner : 1;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        float sum = 0;
        for (int k = 0; k < inner; k++) {
          sum += a.get(i * inner + k) * b.get(k * strideK + j * strideJ);
        }
        int at = i * columns + j;
        c.put(at, alpha * sum + (beta == 0 ? 0 : beta * c.get(at)));
      }
    }
  }
}
