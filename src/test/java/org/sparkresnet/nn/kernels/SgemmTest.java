package org.sparkresnet.nn.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SgemmTest {
  private final Random random = new Random(5);

  @ParameterizedTest
  @CsvSource({"16, 144, 16", "64, 576, 64", "3, 5, 2", "1, 1, 1"})
  void oneDnnAndPlainLoopsGiveTheSameProduct(int rows, int columns, int inner) {
    assumeTrue(OneDnn.isAvailable());
    float[] a = values(rows * inner);
    float[] b = values(inner * columns);
    float[] c = values(rows * columns);
    float[] looped = c.clone();
    Sgemm product = Sgemm.product(rows, columns, inner);
    product.run(2, a, b, -0.5f, c);
    product.loop(2, a, b, -0.5f, looped);
    assertThat(c).containsExactly(looped, within(1e-4f));
  }

  @ParameterizedTest
  @CsvSource({"16, 144", "3, 2"})
  void aSquareIsTheProductWithTheTransposed(int rows, int inner) {
    float[] a = values(rows * inner);
    float[] c = new float[rows * rows];
    Sgemm square = Sgemm.square(rows, inner);
    square.run(1, a, a, 0, c);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        double sum = 0;
        for (int k = 0; k < inner; k++) {
          sum += a[i * inner + k] * a[j * inner + k];
        }
        assertThat((double) c[i * rows + j]).isCloseTo(sum, within(1e-3));
      }
    }
    float[] looped = new float[rows * rows];
    square.loop(1, a, a, 0, looped);
    assertThat(looped).containsExactly(c, within(1e-3f));
  }

  private float[] values(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
