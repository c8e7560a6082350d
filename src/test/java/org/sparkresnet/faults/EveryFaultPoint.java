package org.sparkresnet.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops all jobs at each of their operations; prints how many there are. An hour or more, and named
 * so that only {@code mvn -o verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false
 * -Dit.test=EveryFaultPoint} runs it; {@code -Dfaults.jobs=PROMOTE,COMPACT} chooses jobs.
 */
class EveryFaultPoint {
  @TempDir private Path folder;

  @Test
  void whateverStopsAJobItsStoreIsWholeAndTheSameJobAgainEndsIt() throws IOException {
    String chosen = System.getProperty("faults.jobs", "");
    int most = Integer.getInteger("faults.most", Integer.MAX_VALUE);
    try (FaultPoints points = new FaultPoints(folder.resolve("work"))) {
      for (Subject subject : Subject.values()) {
        if (chosen.isEmpty() || Arrays.asList(chosen.split(",")).contains(subject.name())) {
          points.tell(subject, most, most);
        }
      }
      assertThat(points.violations()).isEmpty();
    }
  }
}
