package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.evaluate.StatisticsRecomputation;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.replica.Weights;

/** Recomputed statistics on executors in processes of their own. */
class StatisticsClusterIT {
  private static final ReplicaSpec REPLICA =
      new SmallRun(8, 2, 16, 3, 1, SmallRun.AUTO).config().replica();

  @Test
  void noBitOfRecomputedStatisticsDependsOnTheNumberOfExecutors() throws Exception {
    float[] model = model();
    String one = recomputed(1, model);
    assertThat(recomputed(2, model)).isEqualTo(one);
    assertThat(one).as("other statistics").isNotEqualTo(Weights.sha256(model));
  }

  private static float[] model() {
    ComputationGraph network = REPLICA.createNetwork();
    float[] model = NativeArrays.weights(network).parameters();
    OneDnnNetworks.close(network);
    Random random = new Random(1);
    for (int i = 0; i < model.length; i++) {
      model[i] += 0.05f * random.nextFloat();
    }
    return model;
  }

  private static String recomputed(int executors, float[] model) throws Exception {
    try (LocalCluster cluster = LocalCluster.start(executors, 1, Map.of());
        CifarImages images = SmallRun.images(cluster.spark())) {
      OnTaskStart tasks = OnTaskStart.of(cluster);
      float[] recomputed =
          new StatisticsRecomputation(
                  cluster.spark(), REPLICA, images.training(SmallRun.NORMALIZATION), 32, 256)
              .recompute(model);
      assertThat(tasks.executorsOfLastStage()).as("executors at work").hasSize(executors);
      return Weights.sha256(recomputed);
    }
  }
}
