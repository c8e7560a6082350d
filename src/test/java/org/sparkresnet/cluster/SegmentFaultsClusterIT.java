package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.replica.SparkProcess;
import org.sparkresnet.testing.HeldNetworks;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/**
 * Workers of a segment are killed, frozen and robbed while they average among themselves; the run
 * goes on and gives the bits of one that was left alone. No test may take longer than its limit:
 * workers that wait for each other must not do so without end.
 */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class SegmentFaultsClusterIT {
  private static final int EPOCHS = 3;
  // 10 minibatches of a worker an epoch in rounds of 3, 3, 3 and 1: a segment an epoch.
  private static final SmallRun RUN = new SmallRun(20, 2, 16, 3, EPOCHS, SmallRun.AUTO);

  @TempDir private static Path folder;
  private static SmallRun.Outcome undisturbed;

  @BeforeAll
  static void trainUndisturbedAsJobs() throws IOException {
    undisturbed = RUN.with(SmallRun.JOBS).undisturbed(folder);
  }

  private static SmallRun.Outcome train(
      SmallRun run, LocalCluster cluster, TrainingListener saboteur) throws IOException {
    try (CifarImages images = SmallRun.images(cluster.spark())) {
      return run.train(cluster.spark(), images.training(SmallRun.NORMALIZATION), folder, saboteur);
    }
  }

  /** The bits, the counts and the rounds of a run that was left alone, of one that was not. */
  private static void assertUndisturbed(SmallRun.Outcome outcome, Saboteur saboteur) {
    assertThat(saboteur.acted()).as("the fault took place").isTrue();
    assertUndisturbed(outcome);
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

  /** After so much of a round's time since one was averaged: in a minibatch, in the exchange. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1.5})
  void anExecutorKilledInASegment(double rounds) throws IOException {
    killInASegment(rounds);
  }

  @Nightly
  @Test
  void anExecutorKilledAtTheEndOfAMinibatch() throws IOException {
    killInASegment(0.6);
  }

  private static void killInASegment(double rounds) throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      SortedMap<Integer, ProcessHandle> executors = cluster.executors();
      ProcessHandle victim =
          executors.get(rounds == 0 ? executors.firstKey() : executors.lastKey());
      Saboteur saboteur =
          new Saboteur(
              4,
              progress -> {
                sleep((int) (1000 * rounds * progress.seconds()));
                LocalCluster.kill(victim);
              });
      SmallRun.Outcome outcome = train(RUN, cluster, saboteur);
      assertUndisturbed(outcome, saboteur);
      assertThat(victim.isAlive()).as("the victim lives").isFalse();
      assertThat(outcome.failedTasks()).isPositive();
      // Until the executor is replaced there is no room for both workers.
      assertThat(saboteur.warnings().stream().map(line -> line.replaceAll("room for \\d", "room")))
          .allSatisfy(line -> assertThat(line).endsWith("2 workers, but Spark has room tasks now"))
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void anExecutorKilledBeforeTheWorkersMeet() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      KillNext kill = new KillNext(cluster);
      cluster.spark().sc().addSparkListener(kill);
      // The last round of an epoch: the next task deals the images of the next epoch.
      Saboteur saboteur = new Saboteur(7, kill::arm);
      assertUndisturbed(train(RUN, cluster, saboteur), saboteur);
      assertThat(kill.victim).as("executor of the next task").isNotNull();
      assertThat(kill.victim.isAlive()).as("the victim lives").isFalse();
      assertThat(kill.inSegment).as("its task was of a segment").isFalse();
    }
  }

  /** Kills the executor of the next task. */
  private static final class KillNext extends TaskStarts {
    private final LocalCluster cluster;
    private volatile boolean armed;
    private volatile ProcessHandle victim;
    private volatile boolean inSegment;

    KillNext(LocalCluster cluster) {
      this.cluster = cluster;
    }

    void arm() {
      cluster.awaitEvents();
      armed = true;
    }

    @Override
    void started(TaskInfo task, boolean ofSegment) {
      if (armed) {
        armed = false;
        inSegment = ofSegment;
        victim = cluster.executors().get(Integer.parseInt(task.executorId()));
        LocalCluster.kill(victim);
      }
    }
  }

  @Test
  void allExecutorsKilledAtOnce() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      List<ProcessHandle> all = List.copyOf(cluster.executors().values());
      Saboteur saboteur = new Saboteur(5, () -> all.forEach(LocalCluster::kill));
      assertUndisturbed(train(RUN, cluster, saboteur), saboteur);
      assertThat(all).hasSize(2).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Nightly
  @Test
  void aTaskOfASegmentThatFailsTwice() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      KillTasks failing = new KillTasks(cluster, 2);
      cluster.spark().sc().addSparkListener(failing);
      Saboteur saboteur = new Saboteur(4, failing::arm);
      SmallRun.Outcome outcome = train(RUN, cluster, saboteur);
      assertUndisturbed(outcome, saboteur);
      assertThat(failing.left).as("failures that did not take place").hasValue(0);
      assertThat(outcome.failedTasks()).as("segments that failed").isEqualTo(2);
      assertThat(saboteur.warnings()).isEmpty();
    }
  }

  /** Lets tasks fail in which the second worker trains in a segment, soon after they began. */
  private static final class KillTasks extends TaskStarts {
    private final LocalCluster cluster;
    private final AtomicInteger left;
    private volatile boolean armed;

    KillTasks(LocalCluster cluster, int times) {
      this.cluster = cluster;
      this.left = new AtomicInteger(times);
    }

    void arm() {
      cluster.awaitEvents();
      armed = true;
    }

    @Override
    void started(TaskInfo task, boolean inSegment) {
      if (armed
          && inSegment
          && task.index() == 1
          && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        sleep(50);
        cluster.spark().sc().killTaskAttempt(task.taskId(), true, "a test wants it to fail");
      }
    }
  }

  /** They throw after the workers have met, in the first round of a segment. */
  @Test
  void aTaskOfASegmentThatThrowsTwice() throws IOException {
    ReplicaSpec replica = RUN.config().replica();
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      List<String> broken = new ArrayList<>();
      Saboteur idle = Saboteur.idle();
      SmallRun.Outcome outcome =
          train(
              RUN,
              cluster,
              TrainingListener.of(
                  idle,
                  afterFirstSegment(
                      () ->
                          broken.addAll(
                              cluster
                                  .spark()
                                  .parallelize(List.of(2), 1)
                                  .map(times -> breakNetworks(replica, times))
                                  .collect()))));
      assertThat(broken).as("executors whose networks are broken").hasSize(1);
      assertUndisturbed(outcome);
      assertThat(outcome.rounds().get(4).failedTasks()).as("segments that failed").isEqualTo(2);
      assertThat(outcome.failedTasks()).isEqualTo(2);
      assertThat(outcome.examplesOfRounds()).isEqualTo((long) EPOCHS * SmallRun.IMAGES);
      assertThat(idle.warnings()).isEmpty();
    }
  }

  /** Acts between the first segment, an epoch of four rounds, and the next. */
  private static TrainingListener afterFirstSegment(Runnable act) {
    return new TrainingListener() {
      @Override
      public void roundFinished(RoundReport round) {
        if (round.round().number() == 3) {
          act.run();
        }
      }
    };
  }

  /** Closes the networks that an executor's next tasks will take: they throw when they train. */
  private static String breakNetworks(ReplicaSpec spec, int times) {
    return ReplicaPool.withReplica(
        spec,
        1,
        replica -> {
          if (times > 1) {
            breakNetworks(spec, times - 1);
          }
          replica.close();
          return SparkProcess.name();
        });
  }

  /** As of an executor that unpacks native libraries on a slow machine: it delays the meeting. */
  @Nightly
  @Test
  void aNetworkThatIsBuiltSlowlyFailsNoSegment() throws IOException {
    RoundExecution impatient = SmallRun.impatient(10);
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      Saboteur idle = Saboteur.idle();
      SmallRun.Outcome outcome =
          train(
              RUN.with(impatient),
              cluster,
              TrainingListener.of(
                  idle,
                  afterFirstSegment(
                      () ->
                          cluster
                              .spark()
                              .parallelize(List.of(25), 1)
                              .foreach(SegmentFaultsClusterIT::holdNetworks))));
      assertUndisturbed(outcome);
      assertThat(outcome.failedTasks()).isZero();
      assertThat(idle.warnings()).isEmpty();
      assertThat(outcome.rounds().get(4).seconds())
          .as("the second segment waited for longer than the limit of a round")
          .isGreaterThan(10);
    }
  }

  /** Lets nobody in this executor take or build a network for some seconds. */
  private static void holdNetworks(int seconds) throws InterruptedException {
    HeldNetworks.during(() -> sleep(1000 * seconds));
  }

  @Test
  void aCachedShardThatIsLostIsDealtAgain() throws IOException {
    // A segment a round, so that the loss lies between two segments of an epoch.
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of());
        CifarImages images = SmallRun.images(cluster.spark())) {
      ShardBlocks blocks = new ShardBlocks();
      cluster.spark().sc().addSparkListener(blocks);
      List<RDDBlockId> lost = new ArrayList<>();
      Saboteur saboteur =
          new Saboteur(
              1,
              () -> {
                lost.addAll(shardsOfNewestRdd(cluster));
                blocks.drop(lost);
              });
      SmallRun.Outcome outcome =
          RUN.trainWithCheckpoints(
              cluster.spark(), images.training(SmallRun.NORMALIZATION), folder, 3, saboteur);
      assertUndisturbed(outcome, saboteur);
      assertThat(lost)
          .hasSize(2)
          .allSatisfy(
              block ->
                  assertThat(blocks.historyOf(block))
                      .containsExactly(ShardBlocks.CACHED, ShardBlocks.LOST, ShardBlocks.CACHED));
    }
  }

  private static List<RDDBlockId> shardsOfNewestRdd(LocalCluster cluster) {
    int newest =
        cluster.spark().getPersistentRDDs().keySet().stream()
            .mapToInt(Integer::intValue)
            .max()
            .orElseThrow();
    return List.of(new RDDBlockId(newest, 0), new RDDBlockId(newest, 1));
  }

  /** Its worker is waited for no longer than the limit; then rounds are jobs, without it. */
  @Nightly
  @Test
  void aFrozenExecutorIsNotWaitedForWithoutEnd() throws Exception {
    RoundExecution impatient = SmallRun.impatient(3);
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
      assertUndisturbed(outcome, saboteur);
      assertThat(outcome.failedTasks()).isPositive();
      assertThat(saboteur.warnings()).hasSize(1);
      assertThat(saboteur.warnings().get(0))
          .startsWith("each round is a Spark job of its own, which is slower: ")
          .contains(" within 3 seconds (train.exchange.timeout-seconds)");
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

  @Test
  void manyWorkersGiveTheBitsOfJobs() throws IOException {
    assertBitsOfJobs(16);
  }

  @Nightly
  @ParameterizedTest
  @ValueSource(ints = {3, 8})
  void anyNumberOfWorkersGivesTheBitsOfJobs(int workers) throws IOException {
    assertBitsOfJobs(workers);
  }

  /** Bits and counts for many workers, on many slots of two executors. */
  private static void assertBitsOfJobs(int workers) throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, (workers + 1) / 2, Map.of())) {
      SmallRun run = new SmallRun(8, workers, 8, 2, 2, SmallRun.AUTO);
      Saboteur idle = Saboteur.idle();
      SmallRun.Outcome segments = train(run, cluster, idle);
      SmallRun.Outcome jobs = train(run.with(SmallRun.JOBS), cluster, idle);
      assertThat(List.of(segments, jobs))
          .extracting(outcome -> outcome.result().progress().examples())
          .containsOnly(2L * SmallRun.IMAGES);
      assertThat(segments.result().parametersSha256()).isEqualTo(jobs.result().parametersSha256());
      assertThat(idle.warnings()).isEmpty();
    }
  }
}
