package org.sparkresnet.replica;

import java.util.function.DoubleUnaryOperator;

/**
 * Function of a symmetric matrix: applied to its eigenvalues, by Jacobi's rotations. Plain Java in
 * one order, so that every machine computes the same bits.
 */
final class MatrixFunction {
  /** More than enough: rotations converge quadratically after a few sweeps. */
  private static final int SWEEPS = 30;

  private final int n;
  private final double[][] matrix;
  private final double[][] vectors;

  private MatrixFunction(double[][] symmetric) {
    n = symmetric.length;
    matrix = new double[n][];
    vectors = new double[n][n];
    for (int i = 0; i < n; i++) {
      matrix[i] = symmetric[i].clone();
      vectors[i][i] = 1;
    }
  }

  /** f(M) = V f(L) V', where M = V L V'; symmetric in every bit. */
  static double[][] of(double[][] symmetric, DoubleUnaryOperator function) {
    MatrixFunction decomposed = new MatrixFunction(symmetric);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      decomposed.sweep();
    }
    return decomposed.composed(function);
  }

  private void sweep() {
    for (int p = 0; p < n - 1; p++) {
      for (int q = p + 1; q < n; q++) {
        if (matrix[p][q] != 0) {
          rotate(p, q);
        }
      }
    }
  }

  /** Rotates rows and columns p and q so that the element between them becomes 0. */
  private void rotate(int p, int q) {
    double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
    double tangent = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double cosine = 1 / Math.sqrt(tangent * tangent + 1);
    double sine = tangent * cosine;
    for (int k = 0; k < n; k++) {
      double kp = matrix[k][p];
      double kq = matrix[k][q];
      matrix[k][p] = cosine * kp - sine * kq;
      matrix[k][q] = sine * kp + cosine * kq;
    }
    for (int k = 0; k < n; k++) {
      double pk = matrix[p][k];
      double qk = matrix[q][k];
      matrix[p][k] = cosine * pk - sine * qk;
      matrix[q][k] = sine * pk + cosine * qk;
      double vp = vectors[k][p];
      double vq = vectors[k][q];
      vectors[k][p] = cosine * vp - sine * vq;
      vectors[k][q] = sine * vp + cosine * vq;
    }
    matrix[p][q] = 0;
    matrix[q][p] = 0;
  }

  private double[][] composed(DoubleUnaryOperator function) {
    double[][] composed = new double[n][n];
    for (int k = 0; k < n; k++) {
      double value = function.applyAsDouble(matrix[k][k]);
      for (int i = 0; i < n; i++) {
        for (int j = i; j < n; j++) {
          composed[i][j] += value * vectors[i][k] * vectors[j][k];
          composed[j][i] = composed[i][j];
        }
      }
    }
    return composed;
  }
}
