package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/** Tasks fail, run twice or find other data while executors live. */
class RoundsClusterIT {
  private static final SmallRun RUN = new SmallRun(8, 2, 16, 3, 2, SmallRun.JOBS);
  private static final TrainingListener SILENT = new TrainingListener() {};

  @TempDir private static Path folder;
  private static SmallRun.Outcome undisturbed;

  @BeforeAll
  static void trainUndisturbed() throws IOException {
    undisturbed = RUN.undisturbed(folder);
  }

  private static void assertUndisturbed(SmallRun.Outcome outcome) {
    assertThat(outcome.result().parametersSha256())
        .isEqualTo(undisturbed.result().parametersSha256());
    assertThat(outcome.result().progress().examples()).isEqualTo(2L * SmallRun.IMAGES);
    assertThat(outcome.examplesOfRounds()).isEqualTo(2L * SmallRun.IMAGES);
  }

  @Test
  void aTaskThatFailsTwiceIsTriedAgain() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of());
        CifarImages images = SmallRun.images(cluster.spark())) {
      TrainingImages good = images.training(SmallRun.NORMALIZATION);
      TrainingImages failing =
          new TrainingImages(
              good.shards().map(RoundsClusterIT::readOnTheThirdAttempt),
              good.heldOut(),
              good.examples(),
              good.normalization());
      CountFailures failures = new CountFailures();
      cluster.spark().sc().addSparkListener(failures);
      assertUndisturbed(RUN.train(cluster.spark(), failing, folder, SILENT));
      // Two partitions in each of two epochs.
      assertThat(failures.failures).hasValue(8);
    }
  }

  private static Shard readOnTheThirdAttempt(Shard shard) {
    if (TaskContext.get().attemptNumber() < 2) {
      throw new UncheckedIOException(new IOException("the disk does not answer"));
    }
    return shard;
  }

  private static final class CountFailures extends SparkListener {
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (!end.taskInfo().successful()) {
        failures.incrementAndGet();
      }
    }
  }

  /** The frozen executor wakes up to tasks that others have done meanwhile. */
  @Nightly
  @Test
  void aSlowExecutorsTasksAreSpeculatedAndItsLateResultsAreDropped() throws Exception {
    Map<String, String> options =
        Map.of(
            "spark.speculation", "true",
            "spark.speculation.interval", "100ms",
            "spark.speculation.quantile", "0.5",
            "spark.speculation.minTaskRuntime", "100ms",
            // What the frozen executor holds is given up after this and computed again.
            "spark.shuffle.io.connectionTimeout", "3s",
            "spark.shuffle.io.maxRetries", "0");
    try (StandaloneDaemons daemons = StandaloneDaemons.start(folder, 2);
        LocalCluster cluster = LocalCluster.start(daemons, 2, options);
        CifarImages images = SmallRun.images(cluster.spark())) {
      CountSpeculation speculation = new CountSpeculation();
      cluster.spark().sc().addSparkListener(speculation);
      OnTaskStart tasks = OnTaskStart.of(cluster);
      SmallRun.Outcome outcome =
          RUN.train(
              cluster.spark(),
              images.training(SmallRun.NORMALIZATION),
              folder,
              new TrainingListener() {
                @Override
                public void roundFinished(RoundReport round) {
                  if (round.round().number() == 1) {
                    tasks.next(
                        task ->
                            LocalCluster.freeze(
                                cluster.executors().get(Integer.parseInt(task.executorId())), 10));
                  }
                }
              });
      assertUndisturbed(outcome);
      assertThat(speculation.started).as("speculative tasks").hasPositiveValue();
    }
  }

  private static final class CountSpeculation extends SparkListener {
    private final AtomicInteger started = new AtomicInteger();

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (start.taskInfo().speculative()) {
        started.incrementAndGet();
      }
    }
  }

  @Test
  void aFileReplacedBeforeALostPartIsReadAgainEndsTheRun() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/cifar10-slice"))) {
      for (Path file : files.toList()) {
        Files.copy(file, data.resolve(file.getFileName()));
      }
    }
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of());
        CifarImages images =
            CifarImages.load(
                cluster.spark(),
                List.of(data.toString()),
                Cifar100.Label.FINE,
                2,
                0,
                JobConfig.defaults().data().thresholds())) {
      TrainingListener replaceAndKill =
          new TrainingListener() {
            @Override
            public void roundFinished(RoundReport round) {
              if (round.round().number() == 1) {
                mirror(data.resolve("data_batch_1.bin"));
                mirror(data.resolve("data_batch_5.bin"));
                LocalCluster.kill(cluster.executors().get(cluster.executors().firstKey()));
              }
            }
          };
      assertThatThrownBy(
              () ->
                  RUN.train(
                      cluster.spark(),
                      images.training(SmallRun.NORMALIZATION),
                      folder,
                      replaceAndKill))
          .rootCause()
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
          .hasMessageContaining("changed while the run used it");
    }
  }

  /** Another file of the same length. */
  private static void mirror(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 1; i < 3073; i++) {
        bytes[i] = (byte) ~bytes[i];
      }
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
