package org.sparkresnet.nn.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SgemmTest {
  private final Random random = new Random(5);

  @ParameterizedTest
  @CsvSource({"16, 144, 16", "64, 576, 64", "3, 5, 2", "1, 1, 1"})
  void oneDnnAndPlainLoopsGiveTheSameProduct(int rows, int columns, int inner) {
    assumeTrue(OneDnn.isAvailable());
    FloatBuffer a = values(rows * inner);
    FloatBuffer b = values(inner * columns);
    FloatBuffer c = values(rows * columns);
    FloatBuffer looped = Sgemm.matrix(rows * columns).put(0, c, 0, c.capacity());
    Sgemm product = Sgemm.product(rows, columns, inner);
    product.run(2, a, b, -0.5f, c);
    product.loop(2, a, b, -0.5f, looped);
    assertThat(array(c)).containsExactly(array(looped), within(1e-4f));
  }

  @ParameterizedTest
  @CsvSource({"16, 144", "3, 2"})
  void aSquareIsTheProductWithTheTransposed(int rows, int inner) {
    FloatBuffer a = values(rows * inner);
    FloatBuffer c = Sgemm.matrix(rows * rows);
    Sgemm square = Sgemm.square(rows, inner);
    square.run(1, a, a, 0, c);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        double sum = 0;
        for (int k = 0; k < inner; k++) {
          sum += (double) a.get(i * inner + k) * a.get(j * inner + k);
        }
        assertThat((double) c.get(i * rows + j)).isCloseTo(sum, within(1e-3));
      }
    }
    FloatBuffer looped = Sgemm.matrix(rows * rows);
    square.loop(1, a, a, 0, looped);
    assertThat(array(looped)).containsExactly(array(c), within(1e-3f));
  }

  private FloatBuffer values(int length) {
    FloatBuffer values = Sgemm.matrix(length);
    for (int i = 0; i < length; i++) {
      values.put(i, (float) random.nextGaussian());
    }
    return values;
  }

  private static float[] array(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }
}
