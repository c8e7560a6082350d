package org.sparkresnet.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext$;
import org.apache.spark.TaskContextImpl;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.sparkresnet.common.Split;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.testing.LocalSpark;

class KilledTasksTest {
  private static final Normalization PLAIN =
      new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
  private static final int IMAGES = 20_000;

  @Test
  void minibatchesEndWhenSparkKillsTheTask() {
    TaskContextImpl task = TaskContext$.MODULE$.empty();
    KillableMinibatches minibatches =
        new KillableMinibatches(task, List.of(new DataSet(), new DataSet()).iterator());
    assertThat(minibatches.hasNext()).isTrue();
    minibatches.next();
    task.markInterrupted("another attempt succeeded");
    assertThatThrownBy(minibatches::hasNext).isInstanceOf(TaskKilledException.class);
  }

  /** Spark does not interrupt the thread of this task. It would run for minutes. */
  @Test
  void aCancelledEvaluationStopsAtItsNextMinibatch() throws Exception {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskStart(SparkListenerTaskStart start) {
            events.add("start");
          }

          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            events.add(end.reason().toString());
          }
        };
    spark.sc().listenerBus().waitUntilEmpty(60_000); // the ends of other tests' tasks
    spark.sc().addSparkListener(listener);
    Thread evaluation = new Thread(() -> evaluate(spark));
    try {
      evaluation.start();
      assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo("start");
      Thread.sleep(1000);
      spark.cancelJobGroup("killed");
      assertThat(events.poll(20, TimeUnit.SECONDS)).startsWith("TaskKilled");
      evaluation.join(20_000);
      assertThat(evaluation.isAlive()).isFalse();
    } finally {
      spark.sc().removeSparkListener(listener);
    }
  }

  private static void evaluate(JavaSparkContext spark) {
    spark.setJobGroup("killed", "an evaluation", false);
    ReplicaSpec spec = ReplicaSpec.forInference(new NetworkConfig(8, true), LayerSet.STOCK);
    float[] model = NativeArrays.weights(spec.createNetwork()).parameters();
    EvaluationImages images =
        new EvaluationImages(
            Split.TEST,
            spark
                .parallelize(List.of(1), 1)
                .map(
                    one ->
                        new Shard(
                            new byte[IMAGES * Shard.IMAGE_BYTES],
                            new short[IMAGES],
                            new long[IMAGES])),
            IMAGES,
            PLAIN);
    assertThatThrownBy(() -> new DistributedEvaluation(spark, spec, 10).evaluate(images, model))
        .hasMessageContaining("cancelled");
  }
}
