package org.sparkresnet.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;

/**
 * Stops the jobs that do not train at many of their operations; prints how many there are. {@link
 * TrainingFaultPointsClusterIT} has those that train, {@link EveryFaultPoint} every point.
 */
@Nightly
class FaultPointsClusterIT {
  @TempDir private Path folder;

  @Test
  void whateverStopsAJobItsStoreIsWholeAndTheSameJobAgainEndsIt() throws IOException {
    try (FaultPoints points = new FaultPoints(folder.resolve("work"))) {
      for (Subject subject : Subject.values()) {
        if (!subject.trains()) {
          // An export takes seconds, the others do not.
          points.tell(
              subject, subject == Subject.EXPORT ? 2 : 5, subject == Subject.EXPORT ? 1 : 2);
        }
      }
      assertThat(points.violations()).isEmpty();
      assertThat(points.points()).isGreaterThan(6_000);
    }
  }
}
