package org.sparkresnet.rounds;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.sparkresnet.exchange.Exchange;
import org.sparkresnet.exchange.ExchangeSettings;
import org.sparkresnet.exchange.Rendezvous;
import org.sparkresnet.testing.LocalSpark;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction1;

class SegmentJobTest {
  private static final ClassTag<SegmentResult> TAG = ClassTag.apply(SegmentResult.class);

  private static final ExchangeSettings PATIENT = new ExchangeSettings(0, 30);

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());

  /** A task that ends at once. */
  private static final class Nothing
      extends AbstractFunction1<Iterator<Integer>, Iterator<SegmentResult>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<SegmentResult> apply(Iterator<Integer> values) {
      return JavaConverters.asScalaIterator(Collections.<SegmentResult>emptyIterator());
    }
  }

  /** A task that fails at once. */
  private static final class Failing
      extends AbstractFunction1<Iterator<Integer>, Iterator<SegmentResult>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<SegmentResult> apply(Iterator<Integer> values) {
      throw new UncheckedIOException(new IOException("the disk does not answer"));
    }
  }

  private JavaRDD<SegmentResult> tasks(
      int workers, Function1<Iterator<Integer>, Iterator<SegmentResult>> task) {
    List<Integer> numbers = Collections.nCopies(workers, 1);
    return new JavaRDD<>(
        spark.parallelize(numbers, workers).rdd().barrier().mapPartitions(task, true, TAG), TAG);
  }

  /** Time to load Spark's classes is none of the tests' limits of a second. */
  @BeforeEach
  void warmUp() {
    assertThat(tasks(2, new Nothing()).collect()).isEmpty();
  }

  /**
   * As where an executor is lost just before. Spark then looks for room forty times in ten minutes,
   * unless its settings say otherwise, and cannot cancel the job meanwhile.
   */
  @Test
  @Timeout(value = 60, unit = SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void aSegmentThatHasNoRoomIsGivenUpAfterTheTimeOfItsMeeting() {
    try (Rendezvous rendezvous = new Rendezvous(SparkEnv.get())) {
      assertHasNoRoom(rendezvous, 1, () -> {});
    }
  }

  /** Such as of one that had no room when it was given up. */
  @Test
  @Timeout(value = 60, unit = SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void theLateEndOfAnEarlierSegmentDoesNotEndTheWatchOfTheNext() {
    try (Rendezvous rendezvous = new Rendezvous(SparkEnv.get())) {
      rendezvous.begin(1, 1);
      assertHasNoRoom(rendezvous, 2, () -> rendezvous.jobEnded(1));
    }
  }

  private void assertHasNoRoom(Rendezvous rendezvous, long segment, Runnable onceBegun) {
    int workers = spark.defaultParallelism() + 1;
    rendezvous.begin(segment, workers);
    onceBegun.run();
    SegmentJob job = new SegmentJob(spark, rendezvous, segment, impatient());
    assertThatThrownBy(() -> job.run(tasks(workers, new Nothing()), round -> {}))
        .isInstanceOfSatisfying(
            SegmentFailure.class, e -> assertThat(e.isWorthAnotherTry()).isFalse())
        .hasMessage(
            "0 of %d workers could begin within 1 seconds (train.exchange.timeout-seconds)"
                .formatted(workers));
  }

  private static ExchangeSettings impatient() {
    return new ExchangeSettings(0, 1);
  }

  @Test
  @Timeout(value = 60, unit = SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void aMeetingThatIsGivenUpNamesTheWorkerOfWhichNothingWasHeard() {
    assertMeetingFails(
        new OneComes(1, false),
        "1 of 2 workers could begin within 1 seconds (train.exchange.timeout-seconds): worker 0 did not come");
  }

  /** It has begun, and builds its network for longer than four times the limit. */
  @Test
  @Timeout(value = 60, unit = SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void aWorkerThatHasBegunIsWaitedForFourTimesAsLong() {
    long begin = System.nanoTime();
    assertMeetingFails(
        new OneComes(0, true),
        "1 of 2 workers were ready to train within 4 seconds (four times train.exchange.timeout-seconds): worker 1 did not come");
    assertThat(Elapsed.secondsSince(begin)).isGreaterThan(4);
  }

  private void assertMeetingFails(OneComes task, String message) {
    try (Rendezvous rendezvous = new Rendezvous(SparkEnv.get())) {
      rendezvous.begin(1, 2);
      SegmentJob job = new SegmentJob(spark, rendezvous, 1, impatient());
      JavaRDD<SegmentResult> tasks = tasks(2, task.at(rendezvous.name()));
      assertThatThrownBy(() -> job.run(tasks, round -> {}))
          .isInstanceOfSatisfying(
              SegmentFailure.class, e -> assertThat(e.isWorthAnotherTry()).isFalse())
          .hasMessage(message);
    }
  }

  /** Tasks of two workers, of whom one joins; the other begins at most. */
  private static final class OneComes
      extends AbstractFunction1<Iterator<Integer>, Iterator<SegmentResult>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int coming;
    private final boolean otherBegins;
    private String endpoint;

    OneComes(int coming, boolean otherBegins) {
      this.coming = coming;
      this.otherBegins = otherBegins;
    }

    OneComes at(String rendezvous) {
      endpoint = rendezvous;
      return this;
    }

    @Override
    public Iterator<SegmentResult> apply(Iterator<Integer> values) {
      int worker = TaskContext.getPartitionId();
      if (otherBegins) {
        Exchange.announce(endpoint, 1, worker, impatient());
      }
      try {
        if (worker == coming) {
          Exchange.join(endpoint, 1, worker, 2, impatient()).close();
        } else {
          Thread.sleep(300_000);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return JavaConverters.asScalaIterator(Collections.<SegmentResult>emptyIterator());
    }
  }

  /** Spark's own first line about a barrier stage does not say what its task failed of. */
  @Test
  @Timeout(value = 60, unit = SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void aFailureHasTheWordsOfTheTaskThatFailed() {
    try (Rendezvous rendezvous = new Rendezvous(SparkEnv.get())) {
      rendezvous.begin(1, 1);
      SegmentJob job = new SegmentJob(spark, rendezvous, 1, PATIENT);
      assertThatThrownBy(() -> job.run(tasks(1, new Failing()), round -> {}))
          .isInstanceOfSatisfying(
              SegmentFailure.class, e -> assertThat(e.isWorthAnotherTry()).isTrue())
          .hasMessage("java.io.IOException: the disk does not answer");
    }
  }

  /** A listener's mistake; its tasks would work on beside those of whoever goes on. */
  @Test
  @Timeout(value = 60, unit = SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void theJobIsCancelledWhenTheWatchEndsWithAnError() throws Exception {
    try (Rendezvous rendezvous = new Rendezvous(SparkEnv.get())) {
      rendezvous.begin(1, 1);
      SegmentJob job = new SegmentJob(spark, rendezvous, 1, PATIENT);
      JavaRDD<SegmentResult> tasks = tasks(1, new OneRound(rendezvous.name()));
      assertThatThrownBy(
              () ->
                  job.run(
                      tasks,
                      round -> {
                        throw new LinkageError("of a listener");
                      }))
          .isInstanceOf(LinkageError.class)
          .hasMessage("of a listener");
      // Spark cancels a job later than it is asked to. This test's time limit ends a wait for none.
      while (spark.statusTracker().getActiveJobIds().length > 0) {
        Thread.sleep(20);
      }
    }
  }

  /** A task that tells of a round and then works for longer than a test takes. */
  private static final class OneRound
      extends AbstractFunction1<Iterator<Integer>, Iterator<SegmentResult>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String endpoint;

    OneRound(String endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public Iterator<SegmentResult> apply(Iterator<Integer> values) {
      try (Exchange exchange = Exchange.join(endpoint, 1, 0, 1, PATIENT)) {
        exchange.tellDriver(0.5, 1);
        Thread.sleep(300_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return JavaConverters.asScalaIterator(Collections.<SegmentResult>emptyIterator());
    }
  }
}
