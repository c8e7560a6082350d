package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.dataset.DataSet;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.kernels.OneDnn;

class StemWhiteningTest {
  private static final int N = 27;
  private static final int STEM = 16 * N;
  private static final NetworkConfig NETWORK = new NetworkConfig(8, true);

  private final Random random = new Random(5);
  private final double[][] data = gaussian(N, 40);
  private final StemWhitening whitening = whitening(times(data, transposed(data)));

  @Test
  void whitenedPatchesHaveUnitCovarianceButForTheSmallestDirections() {
    double[][] a = whitening.weights();
    double[][] whitened = times(times(a, times(data, transposed(data))), a);
    // A S A has the eigenvectors of S and the eigenvalues l / (l + 0.01).
    double[][] expected =
        MatrixFunction.of(times(data, transposed(data)), value -> value / (value + 0.01));
    assertClose(whitened, expected, 1e-9);
    assertThat(whitened[3][3]).isBetween(0.9, 1.0);
  }

  @Test
  void theGradientsFactorIsTheSquareOfTheWeights() {
    assertClose(times(whitening.weights(), whitening.weights()), whitening.gradient(), 1e-7);
  }

  @Test
  void theMatrixFunctionIsThatOfTheEigenvalues() {
    double[][] symmetric = {{2, 1}, {1, 2}}; // eigenvalues 1 and 3
    assertClose(
        MatrixFunction.of(symmetric, value -> value * value),
        new double[][] {{5, 4}, {4, 5}},
        1e-12);
    assertClose(
        MatrixFunction.of(new double[][] {{4, 0}, {0, 9}}, Math::sqrt),
        new double[][] {{2, 0}, {0, 3}},
        0);
  }

  @Test
  void weightsTimesAGiveWhatTheWeightsGiveOnWhitenedPatches() {
    float[] rows = floats(random.doubles(STEM).toArray());
    double[][] m = rows(rows);
    StemWhitening.multiply(rows, whitening.weights());
    double[][] patches = gaussian(N, 5);
    assertClose(times(rows(rows), patches), times(m, times(whitening.weights(), patches)), 1e-4);
  }

  /** Nesterov's momentum on M behind the whitening, and on W = M A with the gradient times A'A. */
  @Test
  void trainingWIsTrainingMBehindAFixedWhitening() {
    double[][] a = whitening.weights();
    double[][] targets = gaussian(2, 40);
    double[][] m = gaussian(2, N);
    double[][] w = times(m, a);
    double[][] ofM = new double[2][N];
    double[][] ofW = new double[2][N];
    double[][] whitened = times(a, data);
    for (int step = 0; step < 30; step++) {
      double[][] onM = times(sum(times(m, whitened), targets, -1), transposed(whitened));
      double[][] onW = times(sum(times(w, data), targets, -1), transposed(data));
      step(m, ofM, onM);
      step(w, ofW, times(onW, whitening.gradient()));
    }
    assertClose(w, times(m, a), 1e-8);
  }

  private static void step(double[][] weights, double[][] velocity, double[][] gradient) {
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < N; j++) {
        double before = velocity[i][j];
        velocity[i][j] = 0.9 * before - 0.01 * (gradient[i][j] + 0.1 * weights[i][j]);
        weights[i][j] += -0.9 * before + 1.9 * velocity[i][j];
      }
    }
  }

  /**
   * The first step of SGD against the formula; all other parameters have the bits of a plain step.
   */
  @ParameterizedTest
  @EnumSource(names = {"STOCK", "ONEDNN"})
  void aStepMultipliesTheGradientOfTheStemBeforeWeightDecay(LayerSet layers) {
    assumeTrue(layers == LayerSet.STOCK || OneDnn.isAvailable());
    double rate = 0.1;
    double decay = 0.01;
    Optimizer sgd = new Optimizer(new LearningRate.Constant(rate), 0, false, decay);
    ComputationGraph plain = new ReplicaSpec(NETWORK, layers, sgd, 7).createNetwork();
    ComputationGraph whitened =
        new ReplicaSpec(NETWORK, layers, sgd, 7).with(whitening).createNetwork();

    float[] initial = NativeArrays.get(plain.params());
    float[] before = NativeArrays.get(whitened.params());
    float[] stem = java.util.Arrays.copyOf(initial, STEM);
    StemWhitening.multiply(stem, whitening.weights());
    assertThat(java.util.Arrays.copyOf(before, STEM)).isEqualTo(stem);
    System.arraycopy(stem, 0, initial, 0, STEM);
    assertThat(before).isEqualTo(initial);

    NativeArrays.set(plain.params(), before);
    DataSet minibatch = NoiseImages.minibatch(11);
    plain.fit(minibatch);
    whitened.fit(minibatch);
    float[] expected = NativeArrays.get(plain.params());
    float[] after = NativeArrays.get(whitened.params());
    double[] gradient = new double[STEM];
    for (int i = 0; i < STEM; i++) {
      gradient[i] = (before[i] - expected[i]) / rate - decay * before[i];
    }
    double[][] mapped = times(rows(floats(gradient)), whitening.gradient());
    for (int i = 0; i < STEM; i++) {
      double step = rate * (mapped[i / N][i % N] + decay * before[i]);
      assertThat((double) after[i])
          .isCloseTo(before[i] - step, within(2e-4 + 2e-3 * Math.abs(step)));
    }
    System.arraycopy(expected, 0, after, 0, STEM);
    assertThat(after).isEqualTo(expected);
  }

  /** With momentum, the second step repeats a part of the first one's mapped gradient. */
  @ParameterizedTest
  @CsvSource({"STOCK, true", "ONEDNN, true", "ONEDNN, false"})
  void momentumIsOfTheMappedGradient(LayerSet layers, boolean nesterov) {
    assumeTrue(layers == LayerSet.STOCK || OneDnn.isAvailable());
    double rate = 0.01;
    Optimizer plainSgd = new Optimizer(new LearningRate.Constant(1), 0, false, 0);
    Optimizer sgd = new Optimizer(new LearningRate.Constant(rate), 0.9, nesterov, 0);
    ComputationGraph whitened =
        new ReplicaSpec(NETWORK, layers, sgd, 7).with(whitening).createNetwork();
    ComputationGraph plain = new ReplicaSpec(NETWORK, layers, plainSgd, 7).createNetwork();
    double[] velocity = new double[STEM];
    for (int step = 0; step < 2; step++) {
      float[] before = NativeArrays.get(whitened.params());
      NativeArrays.set(plain.params(), before);
      plain.fit(NoiseImages.minibatch(11 + step));
      float[] gradient = NativeArrays.get(plain.params());
      for (int i = 0; i < STEM; i++) {
        gradient[i] = before[i] - gradient[i];
      }
      double[][] mapped =
          times(rows(java.util.Arrays.copyOf(gradient, STEM)), whitening.gradient());
      whitened.fit(NoiseImages.minibatch(11 + step));
      float[] after = NativeArrays.get(whitened.params());
      for (int i = 0; i < STEM; i++) {
        double of = mapped[i / N][i % N];
        velocity[i] = 0.9 * velocity[i] + of;
        double move = rate * (nesterov ? of + 0.9 * velocity[i] : velocity[i]);
        assertThat((double) after[i])
            .isCloseTo(before[i] - move, within(5e-4 + 5e-3 * Math.abs(move)));
      }
    }
  }

  /** What workers send is averaged: the map of a mean is the mean of the maps. */
  @Test
  void theMapIsLinear() {
    float[] one = floats(random.doubles(STEM).toArray());
    float[] other = floats(random.doubles(STEM).toArray());
    float[] mean = new float[STEM];
    for (int i = 0; i < STEM; i++) {
      mean[i] = (one[i] + other[i]) / 2;
    }
    for (float[] rows : List.of(one, other, mean)) {
      StemWhitening.multiply(rows, whitening.gradient());
    }
    for (int i = 0; i < STEM; i++) {
      assertThat(mean[i]).isCloseTo((one[i] + other[i]) / 2, within(1e-3f));
    }
  }

  @Test
  void rejectsACovarianceOfAnotherSize() {
    assertThatThrownBy(() -> new StemWhitening(List.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a covariance of patches has 729 values, cannot have: 1");
    assertThat(StemWhitening.NONE.isPresent()).isFalse();
    assertThat(whitening.sha256()).isEqualTo(new StemWhitening(whitening.covariance()).sha256());
  }

  private static StemWhitening whitening(double[][] covariance) {
    List<Double> values = new ArrayList<>();
    for (double[] row : covariance) {
      for (double value : row) {
        values.add(value);
      }
    }
    return new StemWhitening(values);
  }

  private double[][] gaussian(int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextGaussian() / Math.sqrt(columns);
      }
    }
    return matrix;
  }

  private static double[][] times(double[][] left, double[][] right) {
    double[][] product = new double[left.length][right[0].length];
    for (int i = 0; i < left.length; i++) {
      for (int k = 0; k < right.length; k++) {
        for (int j = 0; j < right[0].length; j++) {
          product[i][j] += left[i][k] * right[k][j];
        }
      }
    }
    return product;
  }

  private static double[][] sum(double[][] one, double[][] other, double factor) {
    double[][] sum = new double[one.length][one[0].length];
    for (int i = 0; i < sum.length; i++) {
      for (int j = 0; j < sum[0].length; j++) {
        sum[i][j] = one[i][j] + factor * other[i][j];
      }
    }
    return sum;
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[0].length; j++) {
        transposed[j][i] = matrix[i][j];
      }
    }
    return transposed;
  }

  private static double[][] rows(float[] values) {
    double[][] rows = new double[values.length / N][N];
    for (int i = 0; i < values.length; i++) {
      rows[i / N][i % N] = values[i];
    }
    return rows;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static void assertClose(double[][] actual, double[][] expected, double tolerance) {
    assertThat(actual).hasSameDimensionsAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).containsExactly(expected[i], within(tolerance));
    }
  }
}
