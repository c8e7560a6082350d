package org.sparkresnet.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;

/** Stops trainings and retrainings at some of their operations; prints how many there are. */
@Nightly
class TrainingFaultPointsClusterIT {
  @TempDir private Path folder;

  @Test
  void whateverStopsATrainingItsStoreIsWholeAndTheSameJobAgainEndsIt() throws IOException {
    try (FaultPoints points = new FaultPoints(folder.resolve("work"))) {
      for (Subject subject : Subject.values()) {
        if (subject.trains()) {
          points.tell(subject, 3, 1);
        }
      }
      assertThat(points.violations()).isEmpty();
      assertThat(points.points()).isGreaterThan(9_000);
    }
  }
}
