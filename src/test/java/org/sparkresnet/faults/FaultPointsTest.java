package org.sparkresnet.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops a job without Spark at many operations; {@link FaultPointsClusterIT} has all jobs. */
class FaultPointsTest {
  @TempDir private Path folder;

  @Test
  void whateverStopsAJobItsStoreIsWholeAndTheSameJobAgainEndsIt() throws IOException {
    try (FaultPoints points = new FaultPoints(folder.resolve("work"))) {
      points.crash(Subject.FETCH, 8);
      points.fail(Subject.FETCH, 2);
      assertThat(points.violations()).isEmpty();
    }
  }
}
