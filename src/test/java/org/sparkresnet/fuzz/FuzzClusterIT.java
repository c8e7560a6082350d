package org.sparkresnet.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariant I10 for eight seconds a reader; {@code -Dfuzz.seconds=600} is longer, {@code
 * -Dfuzz.seed=7000000} damages otherwise. A failure names the seed and keeps the file in
 * target/fuzz.
 */
class FuzzClusterIT {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 8);
  private static final long FIRST_SEED = Long.getLong("fuzz.seed", 1);

  static List<FuzzTarget> targets() throws Exception {
    return FuzzTargets.all();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void damagedBytesAreReadOrRefusedInOneLine(FuzzTarget target) throws Exception {
    long files = new Fuzzer(target).run(Duration.ofSeconds(SECONDS), FIRST_SEED);
    System.out.printf("%s: %,d damaged files in %d s%n", target, files, SECONDS);
    assertThat(files).isPositive();
  }
}
