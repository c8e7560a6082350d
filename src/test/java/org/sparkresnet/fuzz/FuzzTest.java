package org.sparkresnet.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariant I10 for a quarter of a second a reader; FuzzClusterIT takes longer. */
class FuzzTest {
  static List<FuzzTarget> targets() throws Exception {
    return FuzzTargets.all();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void damagedBytesAreReadOrRefusedInOneLine(FuzzTarget target) throws Exception {
    assertThat(new Fuzzer(target).run(Duration.ofMillis(250), 1)).isPositive();
  }
}
