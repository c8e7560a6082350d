package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sparkresnet.tables.rows.MetricRow;

class FollowerTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<MetricRow> soFar = new ArrayList<>();
  private final List<Long> told = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private boolean broken;

  private Follower follower(Follower.Telling begin, Follower.Telling append, Duration limit) {
    return new Follower(
        "follower", begin, limit, append, limit, failure -> warnings.add(failure.getMessage()));
  }

  private void begin(List<MetricRow> metrics) throws IOException {
    told.clear();
    append(metrics);
  }

  private void append(List<MetricRow> metrics) throws IOException {
    metrics.forEach(row -> told.add(row.step()));
    if (broken) {
      throw new IOException("disk full");
    }
  }

  private void tell(Follower follower, long step) {
    MetricRow row = new MetricRow("train", "loss", 1, step, 0, Instant.EPOCH);
    soFar.add(row);
    follower.tell(List.of(row), () -> soFar);
  }

  @Test
  void afterAFailureThatToldAPartItIsToldAllAgain() throws Exception {
    Follower follower = follower(this::begin, this::append, LONG);
    tell(follower, 1);
    tell(follower, 2);
    broken = true;
    long start = System.nanoTime();
    tell(follower, 3);
    long took = System.nanoTime() - start; // a little more than the follower measured
    broken = false;
    Thread.sleep(TimeUnit.NANOSECONDS.toMillis(100 * took) + 1);
    tell(follower, 4);
    assertThat(told).containsExactly(1L, 2L, 3L, 4L);
    assertThat(warnings).containsExactly("disk full");
    tell(follower, 5);
    assertThat(told).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void whatHangsIsLeftAloneUntilItEnds() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> hanging = new ArrayList<>();
    Follower follower =
        follower(
            metrics -> {
              hanging.add(Thread.currentThread());
              awaitUninterruptibly(end);
            },
            this::append,
            Duration.ofSeconds(1));
    tell(follower, 1);
    tell(follower, 2);
    assertThat(hanging).hasSize(1);
    assertThat(warnings).containsExactly("took more than 1 s");
    end.countDown();
    hanging.get(0).join(TimeUnit.SECONDS.toMillis(20));
    assertThat(hanging.get(0).isAlive()).isFalse();
    assertThat(told).isEmpty();
  }

  /** As a disk does that does not answer. */
  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean done = false;
    while (!done) {
      try {
        latch.await();
        done = true;
      } catch (InterruptedException e) {
        done = false; // it goes on waiting
      }
    }
  }

  @Test
  void aFailureToReadTheMetricsIsAWarningToo() {
    Follower follower = follower(this::begin, this::append, LONG);
    follower.tell(
        List.of(),
        () -> {
          throw new IllegalStateException("the journal is gone");
        });
    assertThat(warnings).containsExactly("the journal is gone");
  }
}
