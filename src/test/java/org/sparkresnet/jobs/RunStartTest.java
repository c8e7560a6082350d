package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunStartTest {
  @Test
  void theFirstRunBeganBeforeSparkWasStartedForItAndLaterOnesNow() {
    RunStart start = RunStart.before();
    Instant opened = start.moment();
    Instant later = Instant.now();
    assertThat(opened).isBeforeOrEqualTo(later);
    assertThat(start.moment()).as("until a run has its row").isEqualTo(opened);
    start.take();
    assertThat(start.moment()).isAfterOrEqualTo(later);
    assertThat(RunStart.none().moment()).isAfterOrEqualTo(later);
  }
}
