package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.evaluate.EvaluationCounts;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/**
 * Executors are killed while they work; the run goes on and gives the bits of one that was left
 * alone.
 */
class ExecutorLossClusterIT {
  private static final int EPOCHS = 3;
  // 10 minibatches of a worker an epoch in rounds of 3, 3, 3 and 1.
  private static final SmallRun RUN = run(SmallRun.JOBS);

  @TempDir private static Path folder;
  private static SmallRun.Outcome undisturbed;

  private LocalCluster cluster;
  private CifarImages images;
  private OnTaskStart tasks;

  private static SmallRun run(RoundExecution execution) {
    return new SmallRun(20, 2, 16, 3, EPOCHS, execution);
  }

  @BeforeAll
  static void trainUndisturbed() throws IOException {
    undisturbed = RUN.undisturbed(folder);
  }

  @BeforeEach
  void startCluster() {
    cluster = LocalCluster.start(2, 1, Map.of());
    images = SmallRun.images(cluster.spark());
    tasks = OnTaskStart.of(cluster);
  }

  @AfterEach
  void stopCluster() {
    cluster.close(); // with everything that is cached there
  }

  private SmallRun.Outcome train(SmallRun run, Consumer<RoundReport> afterRound)
      throws IOException {
    return run.train(
        cluster.spark(),
        images.training(SmallRun.NORMALIZATION),
        folder,
        new TrainingListener() {
          @Override
          public void roundFinished(RoundReport round) {
            afterRound.accept(round);
          }
        });
  }

  private static void assertUndisturbed(SmallRun.Outcome outcome) {
    assertThat(outcome.result().parametersSha256())
        .isEqualTo(undisturbed.result().parametersSha256());
    assertThat(outcome.result().progress().examples()).isEqualTo((long) EPOCHS * SmallRun.IMAGES);
    assertThat(outcome.rounds())
        .extracting(RoundReport::examples)
        .isEqualTo(undisturbed.rounds().stream().map(RoundReport::examples).toList());
  }

  /** The processes are looked for beforehand, as a short task might end meanwhile. */
  private void killExecutorOfNextTask() {
    SortedMap<Integer, ProcessHandle> executors = cluster.executors();
    tasks.next(task -> LocalCluster.kill(executors.get(Integer.parseInt(task.executorId()))));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE})
  void anExecutorKilledDuringARound(long collectLimit) throws IOException {
    SmallRun.Outcome outcome =
        train(
            run(SmallRun.jobs(collectLimit)),
            round -> {
              if (round.round().number() == 4) {
                killExecutorOfNextTask();
              }
            });
    assertUndisturbed(outcome);
    assertThat(outcome.rounds().get(5).failedTasks()).isPositive();
  }

  @Nightly
  @Test
  void allExecutorsKilledOneAfterAnother() throws IOException {
    List<ProcessHandle> first = List.copyOf(cluster.executors().values());
    assertThat(first).hasSize(2);
    SmallRun.Outcome outcome =
        train(
            RUN,
            round -> {
              long number = round.round().number();
              if (number == 0 || number == 5) {
                tasks.next(task -> LocalCluster.kill(first.get(number == 0 ? 0 : 1)));
              } else if (number == 9) {
                killExecutorOfNextTask();
              }
            });
    assertUndisturbed(outcome);
    assertThat(outcome.failedTasks()).isGreaterThanOrEqualTo(3);
    assertThat(first).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void allExecutorsKilledAtOnce() throws IOException {
    Collection<ProcessHandle> first = List.copyOf(cluster.executors().values());
    SmallRun.Outcome outcome =
        train(
            RUN,
            round -> {
              if (round.round().number() == 5) {
                tasks.next(task -> first.forEach(LocalCluster::kill));
              }
            });
    assertUndisturbed(outcome);
  }

  @Test
  void anExecutorThatComesLateWorksInTheSameEpoch() throws IOException {
    SmallRun oneEpoch = new SmallRun(20, 2, 16, 1, 1, SmallRun.JOBS);
    List<Integer> executorsOfRounds = new ArrayList<>();
    // It is not replaced until asked for. Its number is not always 1: the master starts another one
    // in place of an executor that did not come up.
    String last = String.valueOf(cluster.executors().lastKey());
    assertThat(cluster.spark().sc().killExecutor(last)).as("executor %s is known", last).isTrue();
    cluster.awaitExecutors(1);
    SmallRun.Outcome outcome =
        train(
            oneEpoch,
            round -> {
              executorsOfRounds.add(tasks.executorsOfLastStage().size());
              if (round.round().number() == 2) {
                cluster.spark().sc().requestExecutors(2);
                cluster.awaitExecutors(2);
                awaitTwoAtWork();
              }
            });
    assertThat(executorsOfRounds).startsWith(1, 1, 1).endsWith(2, 2, 2, 2);
    assertThat(outcome.examplesOfRounds()).isEqualTo(SmallRun.IMAGES);
  }

  /** A registered executor gets tasks only after it has reported its start. */
  private void awaitTwoAtWork() {
    List<Integer> two = List.of(0, 1);
    while (Set.copyOf(
                cluster.spark().parallelize(two, 2).map(ExecutorLossClusterIT::atWork).collect())
            .size()
        < 2) {
      cluster.awaitEvents();
    }
  }

  private static String atWork(int ignored) throws InterruptedException {
    Thread.sleep(200); // so that the other task goes to the other executor
    return SparkEnv.get().executorId();
  }

  @Test
  void evaluationCountsEveryImageOnceWhenAnExecutorIsKilled() {
    float[] model = undisturbed.result().model();
    DistributedEvaluation evaluation =
        new DistributedEvaluation(cluster.spark(), RUN.config().replica(), 4);
    EvaluationCounts before =
        evaluation.evaluateWithFlips(images.test(SmallRun.NORMALIZATION), model);
    killExecutorOfNextTask();
    EvaluationCounts after =
        evaluation.evaluateWithFlips(images.test(SmallRun.NORMALIZATION), model);
    assertThat(after.examples()).isEqualTo(100);
    assertThat(after).usingRecursiveComparison().isEqualTo(before);
  }
}
