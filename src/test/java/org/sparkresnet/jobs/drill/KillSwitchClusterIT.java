package org.sparkresnet.jobs.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.sparkresnet.cluster.LocalCluster;
import org.sparkresnet.replica.SparkProcess;

/** The kill switch on executors in processes of their own. */
class KillSwitchClusterIT {
  @Test
  void theExecutorThatHoldsDataEndsFirstThenAllDo() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      JavaSparkContext spark = cluster.spark();
      JavaRDD<Integer> cached =
          spark.parallelize(List.of(1, 2, 3), 1).persist(StorageLevel.MEMORY_ONLY());
      assertThat(cached.count()).isEqualTo(3);
      try (KillSwitch armed = KillSwitch.arm(spark)) {
        assertThat(armed.armed()).as("executors that can be ended").isEqualTo(2);
        assertThat(armed.fire(1)).isOne();
      }
      awaitLossOfTheCachedData(spark);
      assertThat(cached.count()).as("what was lost is made again").isEqualTo(3);
      try (KillSwitch armed = KillSwitch.arm(spark)) {
        assertThat(armed.armed()).isEqualTo(SparkProcess.executors(spark).size());
        assertThat(armed.fire(Integer.MAX_VALUE)).isEqualTo(armed.armed());
      }
      assertThat(cached.count()).isEqualTo(3);
    }
  }

  private static void awaitLossOfTheCachedData(JavaSparkContext spark) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (spark.sc().getRDDStorageInfo().length > 0) {
      assertThat(System.nanoTime()).as("the end of the wait for the loss").isLessThan(end);
      Thread.sleep(50);
    }
  }
}
