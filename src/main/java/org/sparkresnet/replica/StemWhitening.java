package org.sparkresnet.replica;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.dataset.PatchCovariance;

/**
 * Whitening of the 3x3x3 patches that the first convolution sees: A = (S + 0.01)^(-1/2), S their
 * covariance (Page 2019). A fixed whitening before weights M is one convolution with the weights W
 * = M A, whose gradient with respect to M, brought back to W, is its own times A'A. So the network
 * has its usual form, and W is linear in M: a mean of W is that of a mean of M.
 *
 * @param covariance S, 27x27, row-major; empty if nothing is whitened
 */
public record StemWhitening(List<Double> covariance) implements Serializable {
  /** No whitening. */
  public static final StemWhitening NONE = new StemWhitening(List.of());

  /** Added to the eigenvalues, so that directions without variance are not blown up. */
  private static final double EPSILON = 0.01;

  private static final int LENGTH = PatchCovariance.LENGTH;

  /** Checks the number of values. */
  public StemWhitening {
    covariance = List.copyOf(covariance);
    if (!covariance.isEmpty() && covariance.size() != LENGTH * LENGTH) {
      throw new IllegalArgumentException(
          "a covariance of patches has %d values, cannot have: %d"
              .formatted(LENGTH * LENGTH, covariance.size()));
    }
  }

  /** Tells whether there is something to whiten. */
  public boolean isPresent() {
    return !covariance.isEmpty();
  }

  /** SHA-256 of A as big-endian doubles, in hex. */
  public String sha256() {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * LENGTH * LENGTH);
    for (double[] row : weights()) {
      for (double value : row) {
        bytes.putDouble(value);
      }
    }
    return Sha256.of(bytes.array());
  }

  /** A, by which the initial weights are multiplied. */
  double[][] weights() {
    return MatrixFunction.of(matrix(), value -> 1 / Math.sqrt(Math.max(0, value) + EPSILON));
  }

  /** A'A, by which the gradient is multiplied. */
  double[][] gradient() {
    return MatrixFunction.of(matrix(), value -> 1 / (Math.max(0, value) + EPSILON));
  }

  private double[][] matrix() {
    double[][] matrix = new double[LENGTH][LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      for (int j = 0; j < LENGTH; j++) {
        matrix[i][j] = covariance.get(i * LENGTH + j);
      }
    }
    return matrix;
  }

  /**
   * Multiplies rows of 27 values by a matrix, in place.
   *
   * @param rows one after the other: the weights [o,3,3,3] of the convolution, or their gradient
   */
  static void multiply(float[] rows, double[][] matrix) {
    double[] product = new double[LENGTH];
    for (int begin = 0; begin < rows.length; begin += LENGTH) {
      for (int j = 0; j < LENGTH; j++) {
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
          sum += rows[begin + i] * matrix[i][j];
        }
        product[j] = sum;
      }
      for (int j = 0; j < LENGTH; j++) {
        rows[begin + j] = (float) product[j];
      }
    }
  }
}
