package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.ParameterLayout.Kind;
import org.sparkresnet.nn.kernels.OneDnn;

class MuonTest {
  private static final double RATE = 0.05;
  private static final double MOMENTUM = 0.6;
  private final Random random = new Random(3);

  /** f applied to the singular values three times, which keeps the singular vectors. */
  @ParameterizedTest
  @CsvSource({"16, 144", "64, 576", "3, 5", "2, 2"})
  void threeStepsApplyThePolynomialToTheSingularValues(int rows, int columns) {
    float[] matrix = gaussian(rows * columns, 1);
    double norm = NewtonSchulz.norm(matrix);
    double[][] squared = squared(matrix, rows);
    // X = f(S) / S applied from the left, with S the square root of GG', by eigenvalues.
    double[][] factor =
        MatrixFunction.of(
            squared,
            value -> {
              double before = Math.sqrt(Math.max(value, 1e-12)) / norm;
              double after = before;
              for (int step = 0; step < 3; step++) {
                after = 3.4445 * after - 4.775 * Math.pow(after, 3) + 2.0315 * Math.pow(after, 5);
              }
              return after / before / norm;
            });
    double[][] expected = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < rows; k++) {
        for (int j = 0; j < columns; j++) {
          expected[i][j] += factor[i][k] * matrix[k * columns + j];
        }
      }
    }
    new NewtonSchulz(rows, columns).orthogonalize(matrix);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        assertThat((double) matrix[i * columns + j]).isCloseTo(expected[i][j], within(1e-4));
      }
    }
  }

  @Test
  void rowsComeNearToOrthonormalOnes() {
    float[] matrix = gaussian(16 * 144, 3);
    new NewtonSchulz(16, 144).orthogonalize(matrix);
    double[][] squared = squared(matrix, 16);
    for (int i = 0; i < 16; i++) {
      assertThat(squared[i][i]).isBetween(0.5, 1.4);
      for (int j = 0; j < i; j++) {
        assertThat(Math.abs(squared[i][j])).isLessThan(0.2);
      }
    }
  }

  @Test
  void aGradientOfZeroGivesNoStep() {
    float[] matrix = new float[4 * 36];
    new NewtonSchulz(4, 36).orthogonalize(matrix);
    assertThat(matrix).isEqualTo(new float[4 * 36]);
  }

  @Test
  void noMatrixChangesTheResultOfALaterOne() {
    float[] first = gaussian(16 * 144, 1);
    float[] again = first.clone();
    NewtonSchulz orthogonalization = new NewtonSchulz(16, 144);
    orthogonalization.orthogonalize(first);
    orthogonalization.orthogonalize(gaussian(16 * 144, 5));
    orthogonalization.orthogonalize(again);
    assertThat(again).isEqualTo(first);
  }

  /** Two steps against the formula, from the gradients of a network without Muon. */
  @ParameterizedTest
  @EnumSource(names = {"STOCK", "ONEDNN"})
  void stepsFollowTheFormulaAndLeaveOtherWeightsToSgd(LayerSet layers) {
    assumeTrue(layers == LayerSet.STOCK || OneDnn.isAvailable());
    ComputationGraph plain = network(layers, Muon.NONE);
    ComputationGraph muon = network(layers, new Muon(new LearningRate.Constant(RATE), MOMENTUM));
    List<ParameterLayout.Slice> slices = ParameterLayout.of(plain).slices();
    float[] velocity = new float[NativeArrays.weights(plain).updaterState().length];
    for (int step = 0; step < 2; step++) {
      Weights before = NativeArrays.weights(muon);
      NativeArrays.set(plain.params(), before.parameters());
      NativeArrays.set(plain.getUpdater(true).getStateViewArray(), before.updaterState());
      plain.fit(NoiseImages.minibatch(11 + step));
      muon.fit(NoiseImages.minibatch(11 + step));
      Weights sgd = NativeArrays.weights(plain);
      Weights after = NativeArrays.weights(muon);
      // DL4J overwrites the gradient by SGD's step.
      float[] gradient = raw(layers, before.parameters(), step);
      int state = 0;
      int tensors = 0;
      for (ParameterLayout.Slice slice : slices) {
        boolean ofMuon =
            slice.kind() == Kind.WEIGHT
                && !slice.layer().equals("stem")
                && !slice.layer().equals("dense");
        if (ofMuon) {
          assertTensor(slice, state, before.parameters(), gradient, velocity, after);
          tensors++;
        } else {
          for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
            assertThat(after.parameters()[i]).isEqualTo(sgd.parameters()[i]);
          }
        }
        state += slice.kind().trainable() ? slice.length() : 0;
      }
      assertThat(tensors).isEqualTo(6);
    }
  }

  private static void assertTensor(
      ParameterLayout.Slice slice,
      int state,
      float[] before,
      float[] gradient,
      float[] velocity,
      Weights after) {
    int rows = (int) rows(slice);
    float[] direction = new float[slice.length()];
    double norm = 0;
    for (int i = 0; i < slice.length(); i++) {
      float mean = gradient[slice.offset() + i];
      velocity[state + i] = (float) (MOMENTUM * velocity[state + i] + mean);
      direction[i] = (float) (mean + MOMENTUM * velocity[state + i]);
      norm += Math.pow(before[slice.offset() + i], 2);
      assertThat(after.updaterState()[state + i])
          .isCloseTo(velocity[state + i], within(1e-5f + 1e-3f * Math.abs(velocity[state + i])));
    }
    new NewtonSchulz(rows, direction.length / rows).orthogonalize(direction);
    double scale = Math.sqrt(rows / norm);
    for (int i = 0; i < slice.length(); i++) {
      double expected = scale * before[slice.offset() + i] - RATE * direction[i];
      assertThat((double) after.parameters()[slice.offset() + i]).isCloseTo(expected, within(2e-4));
    }
  }

  /** Output channels: 16, 32, 64 by the stage. */
  private static long rows(ParameterLayout.Slice slice) {
    return 16L << (slice.layer().charAt("stage".length()) - '1');
  }

  /** Gradients of the mean loss at some parameters, by a step of SGD at rate 1 without momentum. */
  private static float[] raw(LayerSet layers, float[] parameters, int seed) {
    Optimizer optimizer = new Optimizer(new LearningRate.Constant(1), 0, false, 0);
    ComputationGraph network =
        new ReplicaSpec(new NetworkConfig(8, true), layers, optimizer, 7).createNetwork();
    NativeArrays.set(network.params(), parameters);
    network.fit(NoiseImages.minibatch(11 + seed));
    float[] moved = NativeArrays.get(network.params());
    for (int i = 0; i < moved.length; i++) {
      moved[i] = parameters[i] - moved[i];
    }
    return moved;
  }

  private static ComputationGraph network(LayerSet layers, Muon muon) {
    Optimizer optimizer =
        new Optimizer(new LearningRate.Constant(0.1), 0.9, true, 1e-3, false, muon);
    return new ReplicaSpec(new NetworkConfig(8, true), layers, optimizer, 7).createNetwork();
  }

  private float[] gaussian(int length, double deviation) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private static double[][] squared(float[] matrix, int rows) {
    int columns = matrix.length / rows;
    double[][] squared = new double[rows][rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        for (int k = 0; k < columns; k++) {
          squared[i][j] += (double) matrix[i * columns + k] * matrix[j * columns + k];
        }
      }
    }
    return squared;
  }
}
