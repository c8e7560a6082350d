package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.TaskInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.exchange.ClosedExchange;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.replica.Replica;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.train.RoundReport;

/**
 * Executors of which one cannot be reached at the port of its exchange, where all others of its
 * ports are open: the first try of a segment says so, and rounds are jobs from then on.
 */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class SegmentReachClusterIT {
  private static final int EPOCHS = 2;
  private static final SmallRun RUN = new SmallRun(8, 2, 16, 3, EPOCHS, SmallRun.AUTO);

  @TempDir private static Path folder;
  private static SmallRun.Outcome undisturbed;

  @BeforeAll
  static void trainUndisturbedAsJobs() throws IOException {
    undisturbed = RUN.with(SmallRun.JOBS).undisturbed(folder);
  }

  @Nightly
  @Test
  void aPortThatRefusesIsNamedAndRoundsAreJobs() throws IOException {
    assertThat(secondsOfTheSegment(i -> ClosedExchange.refusing())).isLessThan(10);
  }

  /** As behind a firewall that drops what it does not let through. */
  @Test
  void aPortThatDoesNotAnswerIsNamedAfterTenSecondsAndRoundsAreJobs() throws IOException {
    assertThat(secondsOfTheSegment(i -> ClosedExchange.silent())).isBetween(10.0, 28.0);
  }

  /** Trains with an executor whose exchange is closed; gives the duration of the one segment. */
  private static double secondsOfTheSegment(Function<Integer, String> close) throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of());
        CifarImages images = SmallRun.images(cluster.spark())) {
      String closed = cluster.spark().parallelize(List.of(0), 1).map(close).first();
      buildNetworks(cluster);
      SegmentJobs segments = new SegmentJobs();
      cluster.spark().sc().addSparkListener(segments);
      Saboteur idle = Saboteur.idle();
      SmallRun.Outcome outcome =
          RUN.with(withoutSecondSegment())
              .train(cluster.spark(), images.training(SmallRun.NORMALIZATION), folder, idle);
      assertThat(outcome.result().parametersSha256())
          .isEqualTo(undisturbed.result().parametersSha256());
      assertThat(outcome.result().progress().examples()).isEqualTo((long) EPOCHS * SmallRun.IMAGES);
      assertThat(outcome.rounds())
          .extracting(RoundReport::failedTasks)
          .startsWith(1)
          .containsOnly(0, 1);
      assertThat(outcome.failedTasks()).isEqualTo(1);
      assertThat(idle.warnings())
          .singleElement()
          .asString()
          .matches(
              "each round is a Spark job of its own, which is slower: worker [01] at "
                  + Pattern.quote(closed)
                  + " cannot be reached from \\S+:\\d+ \\(train\\.exchange\\.port sets the port\\)");
      assertThat(segments.seconds).hasSize(1);
      return segments.seconds.get(0);
    }
  }

  /** Workers meet with their networks, whose time on a busy machine is not that of the meeting. */
  private static void buildNetworks(LocalCluster cluster) {
    ReplicaSpec spec = RUN.config().replica();
    cluster
        .spark()
        .parallelize(List.of(0, 1), 2)
        .foreach(task -> ReplicaPool.withReplica(spec, 1, SegmentReachClusterIT::keepABusySlot));
  }

  /** So that the other task goes to the other executor. */
  private static boolean keepABusySlot(Replica replica) {
    try {
      Thread.sleep(2_000);
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Others notice at once that they cannot reach it, and Spark later that it has ended. A further
   * segment is tried as soon as there is room: rounds are not jobs for the time of a closed port.
   */
  @Test
  void anExecutorThatIsLostWhileTheWorkersConnectIsNotTakenForAClosedPort() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of());
        CifarImages images = SmallRun.images(cluster.spark())) {
      String closed =
          cluster
              .spark()
              .parallelize(List.of(0), 1)
              .map(SegmentReachClusterIT::closeAndTellExecutor)
              .first();
      KillAtFirstSegment kill =
          new KillAtFirstSegment(cluster.executors().get(Integer.parseInt(closed)));
      SegmentJobs segments = new SegmentJobs();
      cluster.spark().sc().addSparkListener(segments);
      cluster.spark().sc().addSparkListener(kill);
      // The round that is a job for want of room lasts until there is room again.
      Saboteur saboteur = new Saboteur(0, () -> cluster.awaitExecutors(2));
      SmallRun.Outcome outcome =
          RUN.with(withoutSecondSegment())
              .train(cluster.spark(), images.training(SmallRun.NORMALIZATION), folder, saboteur);
      assertThat(kill.victim.isAlive()).as("the victim lives").isFalse();
      assertThat(outcome.result().parametersSha256())
          .isEqualTo(undisturbed.result().parametersSha256());
      assertThat(saboteur.acted()).as("a round was averaged").isTrue();
      assertThat(outcome.rounds().get(0).failedTasks()).isPositive();
      assertThat(saboteur.warnings())
          .allSatisfy(
              line -> assertThat(line).endsWith("2 workers, but Spark has room for 1 tasks now"))
          .hasSizeLessThanOrEqualTo(1);
      assertThat(segments.seconds).as("segments").hasSizeGreaterThan(1);
    }
  }

  private static String closeAndTellExecutor(int ignored) {
    ClosedExchange.refusing();
    return SparkEnv.get().executorId();
  }

  /** Kills an executor once the tasks of the first segment have begun to meet. */
  private static final class KillAtFirstSegment extends TaskStarts {
    private final ProcessHandle victim;
    private boolean killed;

    KillAtFirstSegment(ProcessHandle victim) {
      this.victim = victim;
    }

    @Override
    void started(TaskInfo task, boolean inSegment) {
      if (inSegment && !killed) {
        killed = true;
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
            .execute(() -> LocalCluster.kill(victim));
      }
    }
  }

  /** Rounds are jobs for longer than the run takes. */
  private static RoundExecution withoutSecondSegment() {
    return new RoundExecution(
        SmallRun.AUTO.mode(), SmallRun.AUTO.limit(), 3600, SmallRun.AUTO.exchange());
  }

  /** Durations of the jobs that are segments. */
  private static final class SegmentJobs extends SparkListener {
    private final List<Double> seconds = new CopyOnWriteArrayList<>();
    private int job = -1;
    private long begin;

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      if (start.properties().getProperty(SparkJobNames.GROUP, "").contains(", segment ")) {
        job = start.jobId();
        begin = start.time();
      }
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
      if (end.jobId() == job) {
        seconds.add((end.time() - begin) / 1000.0);
      }
    }
  }
}
