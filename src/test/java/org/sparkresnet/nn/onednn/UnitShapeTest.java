package org.sparkresnet.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.nn.kernels.Precision;

class UnitShapeTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0, 16, 8, 1, NONE, 'must be at least 1, cannot be: 0, 16, 8'
          16, 16, 8, 3, NONE, 'must be 1 or 2, cannot be: 3'
          16, 32, 8, 1, IDENTITY, 'as many outputs as inputs, cannot have: stride 1, 16 to 32'
          16, 16, 8, 2, IDENTITY_AFTER_ACTIVATION, 'needs stride 1'
          16, 32, 7, 2, POOL_AND_PAD, 'an even size'
          32, 16, 8, 2, POOL_AND_PAD, 'no fewer outputs than inputs'
          """)
  void refusesImpossibleUnits(
      int in, int out, int size, int stride, Shortcut shortcut, String message) {
    assertThatThrownBy(
            () -> new UnitShape(in, out, size, stride, shortcut, 1e-5, 0.9, Precision.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void halvesOddSizesUpwards() {
    UnitShape shape = new UnitShape(16, 32, 7, 2, Shortcut.NONE, 1e-5, 0.9, Precision.FLOAT32);
    assertThat(shape.outSize()).isEqualTo(4);
  }
}
