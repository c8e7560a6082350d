package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.train.TrainingListener;

/** Segments between executors that authenticate and encrypt, as conf/secure.conf has it. */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class SecureSegmentsClusterIT {
  private static final int EPOCHS = 2;
  private static final SmallRun RUN = new SmallRun(8, 2, 16, 3, EPOCHS, SmallRun.AUTO);

  @TempDir private static Path folder;

  private static void assertBitsOfJobs(
      SmallRun.Outcome outcome, LocalCluster cluster, TrainingImages images) throws IOException {
    SmallRun.Outcome jobs =
        RUN.with(SmallRun.JOBS).train(cluster.spark(), images, folder, new TrainingListener() {});
    assertThat(outcome.result().parametersSha256()).isEqualTo(jobs.result().parametersSha256());
    assertThat(outcome.examplesOfRounds()).isEqualTo((long) EPOCHS * SmallRun.IMAGES);
  }

  @Test
  void segmentsGiveTheBitsOfJobs() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, LocalCluster.secure());
        CifarImages images = SmallRun.images(cluster.spark())) {
      TrainingImages training = images.training(SmallRun.NORMALIZATION);
      Saboteur idle = Saboteur.idle();
      SmallRun.Outcome outcome = RUN.train(cluster.spark(), training, folder, idle);
      assertThat(outcome.failedTasks()).isZero();
      assertThat(idle.warnings()).isEmpty();
      assertBitsOfJobs(outcome, cluster, training);
    }
  }

  @Nightly
  @Test
  void anExecutorKilledInASegmentChangesNoBit() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 1, LocalCluster.secure());
        CifarImages images = SmallRun.images(cluster.spark())) {
      TrainingImages training = images.training(SmallRun.NORMALIZATION);
      ProcessHandle victim = cluster.executors().get(cluster.executors().lastKey());
      Saboteur saboteur = new Saboteur(4, () -> LocalCluster.kill(victim));
      SmallRun.Outcome outcome = RUN.train(cluster.spark(), training, folder, saboteur);
      assertThat(saboteur.acted()).as("the fault took place").isTrue();
      assertThat(victim.isAlive()).as("the victim lives").isFalse();
      assertThat(outcome.failedTasks()).isPositive();
      assertBitsOfJobs(outcome, cluster, training);
    }
  }
}
