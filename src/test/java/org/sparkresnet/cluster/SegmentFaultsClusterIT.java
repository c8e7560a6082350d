package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.exchange.ExchangeSettings;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.rounds.RoundProgress;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/**
 * Workers of a segment are killed, frozen and robbed while they average among themselves; the run
 * goes on and gives the bits of one that was left alone. No test may take longer than its limit:
 * workers that wait for each other must not do so without end.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class SegmentFaultsClusterIT {
  private static final int EPOCHS = 4;
  // 10 minibatches of a worker an epoch in rounds of 3, 3, 3 and 1: a segment an epoch.
  private static final SmallRun RUN = new SmallRun(20, 2, 16, 3, EPOCHS, SmallRun.AUTO);

  @TempDir private static Path folder;
  private static SmallRun.Outcome undisturbed;

  @BeforeAll
  static void trainUndisturbedAsJobs() throws IOException {
    undisturbed = RUN.with(SmallRun.JOBS).undisturbed(folder);
  }

  /** Acts once, as soon as a round was averaged; keeps the warnings. */
  private static final class Saboteur implements TrainingListener {
    private final long round;
    private final Runnable act;
    private final List<String> warnings = new ArrayList<>();
    private boolean done;

    Saboteur(long round, Runnable act) {
      this.round = round;
      this.act = act;
    }

    @Override
    public void progressed(RoundProgress progress) {
      if (!done && progress.round().number() == round) {
        done = true;
        act.run();
      }
    }

    @Override
    public void warning(String line) {
      warnings.add(line);
    }
  }

  private static SmallRun.Outcome train(
      SmallRun run, LocalCluster cluster, TrainingListener listener) throws IOException {
    try (CifarImages images = SmallRun.images(cluster.spark())) {
      return run.train(cluster.spark(), images.training(SmallRun.NORMALIZATION), folder, listener);
    }
  }

  private static void assertUndisturbed(SmallRun.Outcome outcome) {
    assertThat(outcome.result().parametersSha256())
        .isEqualTo(undisturbed.result().parametersSha256());
    assertThat(outcome.result().progress().examples()).isEqualTo((long) EPOCHS * SmallRun.IMAGES);
    assertThat(outcome.rounds())
        .extracting(RoundReport::round, RoundReport::examples)
        .isEqualTo(
            undisturbed.rounds().stream()
                .map(r -> org.assertj.core.groups.Tuple.tuple(r.round(), r.examples()))
                .toList());
  }

  /** Milliseconds after a round was averaged: in a minibatch, at its end, in the exchange. */
  @ParameterizedTest
  @ValueSource(ints = {0, 60, 150})
  void anExecutorKilledInASegment(int milliseconds) throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      int victim = cluster.executors().firstKey() + milliseconds % 2;
      Saboteur saboteur =
          new Saboteur(
              4,
              () -> {
                sleep(milliseconds);
                LocalCluster.kill(cluster.executors().get(victim));
              });
      SmallRun.Outcome outcome = train(RUN, cluster, saboteur);
      assertUndisturbed(outcome);
      assertThat(outcome.failedTasks()).isPositive();
      // Until the executor is replaced there is no room for both workers.
      assertThat(saboteur.warnings.stream().map(line -> line.replaceAll("room for \\d", "room")))
          .allSatisfy(line -> assertThat(line).endsWith("2 workers, but Spark has room tasks now"))
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void anExecutorKilledBeforeTheWorkersMeet() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      OnTaskStart tasks = new OnTaskStart();
      cluster.spark().sc().addSparkListener(tasks);
      Saboteur saboteur =
          new Saboteur(
              7, // the last of an epoch: the next task deals the images of the next epoch
              () ->
                  tasks.next(
                      task ->
                          LocalCluster.kill(
                              cluster.executors().get(Integer.parseInt(task.executorId())))));
      assertUndisturbed(train(RUN, cluster, saboteur));
    }
  }

  @Test
  void allExecutorsKilledAtOnce() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      List<ProcessHandle> all = List.copyOf(cluster.executors().values());
      Saboteur saboteur = new Saboteur(5, () -> all.forEach(LocalCluster::kill));
      assertUndisturbed(train(RUN, cluster, saboteur));
      assertThat(all).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void aTaskOfASegmentThatFailsTwice() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      KillTasks failing = new KillTasks(cluster, 2);
      cluster.spark().sc().addSparkListener(failing);
      SmallRun.Outcome outcome = train(RUN, cluster, new Saboteur(4, failing::arm));
      assertUndisturbed(outcome);
      assertThat(failing.left).as("failures that did not take place").hasValue(0);
    }
  }

  /** Lets tasks fail in which the second worker trains, soon after they began. */
  private static final class KillTasks extends SparkListener {
    private final LocalCluster cluster;
    private final AtomicInteger left;
    private volatile boolean armed;

    KillTasks(LocalCluster cluster, int times) {
      this.cluster = cluster;
      this.left = new AtomicInteger(times);
    }

    void arm() {
      armed = true;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (armed
          && start.taskInfo().index() == 1
          && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        sleep(50);
        cluster
            .spark()
            .sc()
            .killTaskAttempt(start.taskInfo().taskId(), true, "a test wants it to fail");
      }
    }
  }

  @Test
  void aCachedShardThatIsLostIsDealtAgain() throws IOException {
    // A segment a round, so that the loss lies between two segments of an epoch.
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of());
        CifarImages images = SmallRun.images(cluster.spark())) {
      SmallRun.Outcome outcome =
          RUN.trainWithCheckpoints(
              cluster.spark(),
              images.training(SmallRun.NORMALIZATION),
              folder,
              3,
              new Saboteur(1, () -> dropNewestRdd(cluster)));
      assertUndisturbed(outcome);
    }
  }

  private static void dropNewestRdd(LocalCluster cluster) {
    int newest =
        cluster.spark().getPersistentRDDs().keySet().stream()
            .mapToInt(Integer::intValue)
            .max()
            .orElseThrow();
    for (int partition = 0; partition < 2; partition++) {
      SparkEnv.get().blockManager().master().removeBlock(new RDDBlockId(newest, partition));
    }
  }

  /** Its worker is waited for no longer than the limit; then rounds are jobs, without it. */
  @Nightly
  @Test
  void aFrozenExecutorIsNotWaitedForWithoutEnd() throws Exception {
    RoundExecution impatient =
        new RoundExecution(
            SmallRun.AUTO.mode(), SmallRun.AUTO.limit(), 20, new ExchangeSettings(0, 3));
    Map<String, String> options =
        Map.of(
            // What the frozen executor holds is given up after this and computed again.
            "spark.shuffle.io.connectionTimeout", "3s",
            "spark.shuffle.io.maxRetries", "0");
    try (StandaloneDaemons daemons = StandaloneDaemons.start(folder, 2);
        LocalCluster cluster = LocalCluster.start(daemons, 2, options)) {
      ProcessHandle frozen = cluster.executors().get(cluster.executors().firstKey());
      Saboteur saboteur = new Saboteur(4, () -> LocalCluster.freeze(frozen, 40));
      long begin = System.nanoTime();
      SmallRun.Outcome outcome = train(RUN.with(impatient), cluster, saboteur);
      assertUndisturbed(outcome);
      assertThat(saboteur.warnings).hasSize(1);
      assertThat(saboteur.warnings.get(0))
          .startsWith("each round is a Spark job of its own, which is slower: ");
      assertThat((System.nanoTime() - begin) / 1e9).as("seconds").isLessThan(120);
    }
  }

  private static void sleep(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bits and counts for many workers, on many slots of two executors. */
  @ParameterizedTest
  @ValueSource(ints = {3, 8, 16})
  void anyNumberOfWorkersGivesTheBitsOfJobs(int workers) throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, (workers + 1) / 2, Map.of())) {
      SmallRun run = new SmallRun(8, workers, 8, 2, 2, SmallRun.AUTO);
      Saboteur silent = new Saboteur(-1, () -> {});
      SmallRun.Outcome segments = train(run, cluster, silent);
      SmallRun.Outcome jobs = train(run.with(SmallRun.JOBS), cluster, silent);
      assertThat(List.of(segments, jobs))
          .extracting(outcome -> outcome.result().progress().examples())
          .containsOnly(2L * SmallRun.IMAGES);
      assertThat(segments.result().parametersSha256()).isEqualTo(jobs.result().parametersSha256());
      assertThat(silent.warnings).isEmpty();
    }
  }
}
