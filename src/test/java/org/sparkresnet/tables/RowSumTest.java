package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowSumTest {
  @Test
  void rowsThatDifferBeforeAndAfterAreABug() {
    assertThatThrownBy(
            () ->
                RowSum.requireSame(
                    new org.apache.hadoop.fs.Path("m.parquet"),
                    Map.of("a", new RowSum(2, BigDecimal.TEN)),
                    Map.of("a", new RowSum(1, BigDecimal.TEN))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("m.parquet: rows by run must be {a=2 (checksum a)}, are: {a=1 (checksum a)}");
  }
}
