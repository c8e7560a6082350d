package org.sparkresnet.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops two jobs at a few of their operations; {@link FaultPointsClusterIT} has all jobs. */
class FaultPointsTest {
  @TempDir private Path folder;

  @Test
  void whateverStopsAJobItsStoreIsWholeAndTheSameJobAgainEndsIt() throws IOException {
    try (FaultPoints points = new FaultPoints(folder.resolve("work"))) {
      for (Subject subject : List.of(Subject.FETCH, Subject.COMPACT)) {
        points.crash(subject, 8);
        points.fail(subject, 2);
      }
      assertThat(points.violations()).isEmpty();
    }
  }
}
