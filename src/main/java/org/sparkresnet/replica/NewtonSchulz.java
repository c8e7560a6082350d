package org.sparkresnet.replica;

/**
 * Orthogonalisation of a matrix by three steps of the quintic Newton-Schulz iteration of Muon
 * (Jordan et al. 2024): its singular values come near 1, its singular vectors stay. Plain Java in
 * float32 and one order, so that every machine computes the same bits. 62 million multiplications
 * and additions a step for all weights of ResNet-20.
 */
final class NewtonSchulz {
  private static final int STEPS = 3;
  private static final float A = 3.4445f;
  private static final float B = -4.7750f;
  private static final float C = 2.0315f;

  /** Added to the norm of the matrix, which may be 0. */
  private static final double EPSILON = 1e-7;

  private NewtonSchulz() {}

  /**
   * Orthogonalises a matrix in place.
   *
   * @param matrix its rows, no more than there are columns
   */
  static void orthogonalize(float[][] matrix) {
    scale(matrix, (float) (1 / (norm(matrix) + EPSILON)));
    for (int step = 0; step < STEPS; step++) {
      step(matrix);
    }
  }

  /** Frobenius norm. */
  static double norm(float[][] matrix) {
    double sum = 0;
    for (float[] row : matrix) {
      for (float value : row) {
        sum += (double) value * value;
      }
    }
    return Math.sqrt(sum);
  }

  /** X = A X + (B XX' + C XX'XX') X. */
  private static void step(float[][] matrix) {
    int rows = matrix.length;
    float[][] squared = new float[rows][rows];
    addProduct(squared, matrix, transposed(matrix));
    float[][] factor = new float[rows][rows];
    addProduct(factor, squared, squared);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        factor[i][j] = B * squared[i][j] + C * factor[i][j];
      }
    }
    float[][] before = new float[rows][];
    for (int i = 0; i < rows; i++) {
      before[i] = matrix[i].clone();
    }
    scale(matrix, A);
    addProduct(matrix, factor, before);
  }

  private static void scale(float[][] matrix, float factor) {
    for (float[] row : matrix) {
      for (int j = 0; j < row.length; j++) {
        row[j] *= factor;
      }
    }
  }

  private static float[][] transposed(float[][] matrix) {
    float[][] transposed = new float[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[0].length; j++) {
        transposed[j][i] = matrix[i][j];
      }
    }
    return transposed;
  }

  /**
   * Adds left times right; four rows of right at a time, so that the sums are loaded less often.
   */
  private static void addProduct(float[][] sum, float[][] left, float[][] right) {
    int whole = right.length / 4 * 4;
    for (int i = 0; i < sum.length; i++) {
      for (int k = 0; k < whole; k += 4) {
        addRows(sum[i], left[i], k, right[k], right[k + 1], right[k + 2], right[k + 3]);
      }
      for (int k = whole; k < right.length; k++) {
        for (int j = 0; j < sum[i].length; j++) {
          sum[i][j] += left[i][k] * right[k][j];
        }
      }
    }
  }

  private static void addRows(
      float[] sum, float[] left, int k, float[] row0, float[] row1, float[] row2, float[] row3) {
    float left0 = left[k];
    float left1 = left[k + 1];
    float left2 = left[k + 2];
    float left3 = left[k + 3];
    for (int j = 0; j < sum.length; j++) {
      sum[j] += left0 * row0[j] + left1 * row1[j] + left2 * row2[j] + left3 * row3[j];
    }
  }
}
