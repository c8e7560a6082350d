package org.sparkresnet.rounds;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.exchange.ExchangeSettings;
import org.sparkresnet.exchange.Rendezvous;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.ModelSelection;
import org.sparkresnet.plan.OuterOptimizer;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.replica.Weights;
import org.sparkresnet.testing.HeldNetworks;
import org.sparkresnet.testing.LocalSpark;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction1;

class SegmentTaskTest {
  private static final int IMAGES = 8;
  private static final TrainConfig CONFIG =
      new TrainConfig(
          new Plan(IMAGES, 1, 4, 2, AveragingFrequency.every(2)),
          new ReplicaSpec(
              new NetworkConfig(8, true),
              LayerSet.ONEDNN,
              new Optimizer(new LearningRate.Constant(0.02), 0.9, true, 1e-4),
              7),
          Augmentation.NONE,
          0,
          true,
          OuterOptimizer.NONE,
          0,
          ModelSelection.NONE);
  private static final ClassTag<SegmentResult> TAG = ClassTag.apply(SegmentResult.class);

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());

  @AfterAll
  static void close() {
    ReplicaPool.closeIdle();
  }

  /**
   * The others wait for a worker that has joined no longer than for its work, and a network takes
   * long on a slow machine.
   */
  @Test
  @Timeout(value = 100, unit = SECONDS)
  void aWorkerSaysThatItHasBegunAndJoinsWithItsNetwork() throws Exception {
    CountDownLatch built = new CountDownLatch(1);
    try (Rendezvous rendezvous = new Rendezvous(SparkEnv.get())) {
      rendezvous.begin(1, 1);
      JavaRDD<SegmentResult> tasks = tasks(rendezvous);
      delayNetworks(built);
      CompletableFuture<List<SegmentResult>> job = CompletableFuture.supplyAsync(tasks::collect);
      while (!rendezvous.standing().notBegun().isEmpty()) {
        Thread.sleep(10);
      }
      Thread.sleep(500);
      assertThat(rendezvous.standing().notJoined()).as("without a network").containsExactly(0);
      built.countDown();
      assertThat(job.get(60, SECONDS)).hasSize(1);
      assertThat(rendezvous.standing().complete()).isTrue();
    } finally {
      built.countDown();
    }
  }

  /** Nobody takes or builds a network until then. */
  private static void delayNetworks(CountDownLatch built) throws InterruptedException {
    HeldNetworks.during(
        () -> {
          try {
            built.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private JavaRDD<SegmentResult> tasks(Rendezvous rendezvous) {
    OmpThreads.set(1);
    ComputationGraph network = CONFIG.replica().createNetwork();
    Weights weights = NativeArrays.weights(network);
    OneDnnNetworks.close(network);
    SegmentTask task =
        new SegmentTask(
            rendezvous.name(),
            1,
            List.of(CONFIG.plan().roundAt(0, 0)),
            spark.broadcast(new SharedState(weights, new float[0], new float[0])),
            CONFIG,
            new RoundUpdate(CONFIG, new OuterStep(CONFIG.outer(), List.of())),
            new Minibatches(
                4,
                10,
                new Normalization(List.of(0., 0., 0.), List.of(1., 1., 1.)),
                CONFIG.augmentation(),
                0),
            1,
            20,
            new ExchangeSettings(0, 30),
            false);
    Shard shard =
        new Shard(new byte[IMAGES * Shard.IMAGE_BYTES], new short[IMAGES], new long[IMAGES]);
    return new JavaRDD<>(
        spark
            .parallelize(List.of(shard), 1)
            .rdd()
            .barrier()
            .mapPartitions(new TaskFunction(task), true, TAG),
        TAG);
  }

  /** Scala's form of the task. */
  private static final class TaskFunction
      extends AbstractFunction1<Iterator<Shard>, Iterator<SegmentResult>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final SegmentTask task;

    TaskFunction(SegmentTask task) {
      this.task = task;
    }

    @Override
    public Iterator<SegmentResult> apply(Iterator<Shard> shards) {
      return JavaConverters.asScalaIterator(List.of(task.run(shards.next())).iterator());
    }
  }
}
