package org.sparkresnet.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.junit.jupiter.api.Test;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.exchange.ExchangeErrors;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** What the listener makes of Spark's events, in orders that real executors give by chance only. */
class TaskErrorsTest {
  private static final int STAGE = 3;
  private static final int OTHER_STAGE = 2;

  private final TaskErrors errors = new TaskErrors("a segment");

  private static <T> Seq<T> seq(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toSeq();
  }

  private void begin(String... executors) {
    Properties properties = new Properties();
    properties.setProperty(SparkJobNames.GROUP, "a segment");
    StageInfo stage =
        new StageInfo(
            STAGE,
            0,
            "stage",
            2,
            seq(List.of()),
            seq(List.of()),
            "",
            null,
            seq(List.of()),
            Option.empty(),
            0,
            false,
            0);
    errors.onJobStart(new SparkListenerJobStart(7, 0, seq(List.of(stage)), properties));
    for (String executor : executors) {
      errors.onTaskStart(new SparkListenerTaskStart(STAGE, 0, task(executor)));
    }
  }

  private static TaskInfo task(String executor) {
    return new TaskInfo(0, 0, 0, 0, 0, executor, "host", TaskLocality.ANY(), false);
  }

  private void taskEnds(int stage, String executor, TaskFailedReason reason) {
    errors.onTaskEnd(new SparkListenerTaskEnd(stage, 0, "", reason, task(executor), null, null));
  }

  private static TaskFailedReason threw(Throwable thrown) {
    return new ExceptionFailure(thrown, seq(List.of()));
  }

  private static TaskFailedReason lost(String executor, String reason) {
    return new ExecutorLostFailure(executor, true, Option.apply(reason));
  }

  private void jobEnds() {
    errors.onJobEnd(new SparkListenerJobEnd(7, 0, JobSucceeded$.MODULE$));
  }

  @Test
  void anExecutorThatWasLostWithATaskIsKept() throws InterruptedException {
    begin("0", "1");
    taskEnds(STAGE, "1", lost("1", "exceeding memory limits"));
    jobEnds();
    TaskFailures failures = errors.await();
    assertThat(failures.thrown()).isEmpty();
    assertThat(failures.lost()).isEqualTo(Map.of("1", "exceeding memory limits"));
  }

  /** The neighbour's error fails the job at once; Spark asks for the reason of the loss first. */
  @Test
  void aLossOfWhichSparkTellsAfterTheJobsEndIsWaitedFor() throws Exception {
    begin("0", "1");
    taskEnds(STAGE, "0", threw(ExchangeErrors.unreachable(1)));
    jobEnds();
    CompletableFuture<TaskFailures> failures =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return errors.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Thread.sleep(200);
    assertThat(failures).isNotDone();
    errors.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "1", "exit code 137"));
    assertThat(failures.get().thrown()).hasSize(1);
    assertThat(failures.get().lost()).isEqualTo(Map.of("1", "exit code 137"));
  }

  @Test
  void executorsThatAreLostElsewhereAreNotTheSegments() throws InterruptedException {
    begin("0", "1");
    errors.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "2", "idle"));
    taskEnds(OTHER_STAGE, "3", lost("3", "of another job"));
    taskEnds(STAGE, "0", threw(new IllegalStateException("no memory")));
    jobEnds();
    TaskFailures failures = errors.await();
    assertThat(failures.lost()).isEmpty();
    assertThat(failures.thrown()).extracting(Throwable::getMessage).containsExactly("no memory");
  }
}
