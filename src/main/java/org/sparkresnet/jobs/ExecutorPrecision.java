package org.sparkresnet.jobs;

import java.io.Serial;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.replica.SparkProcess;

/**
 * Question to the executors whether their CPUs multiply bfloat16, before it is chosen for them. An
 * executor that comes later is asked when it builds its network. Driver only.
 */
public final class ExecutorPrecision {
  /** Spark jobs until all executors have run a task: Spark does not say where tasks go. */
  private static final int MOST_JOBS = 5;

  private static final int TASKS_A_SLOT = 2;

  /** Time for which a task keeps its slot, so that others go to other executors. */
  private static final long HOLD_MILLIS = 20;

  private static Survey last = new Survey("", Set.of(), Optional.empty());

  private ExecutorPrecision() {}

  /** Executors of an application that have answered, and one of them without bfloat16. */
  private record Survey(String application, Set<String> executors, Optional<String> without) {
    boolean isOf(JavaSparkContext spark) {
      return application.equals(spark.sc().applicationId())
          && executors.equals(SparkProcess.executors(spark));
    }
  }

  /** What a task says of its executor. */
  private record Answer(String address, String name, boolean hasBfloat16) implements Serializable {
    @Serial private static final long serialVersionUID = 1;

    static Answer here() throws InterruptedException {
      TimeUnit.MILLISECONDS.sleep(HOLD_MILLIS);
      return new Answer(SparkProcess.address(), SparkProcess.name(), OneDnn.hasBfloat16());
    }
  }

  /**
   * Name of an executor whose CPU does not multiply bfloat16; empty if there is none, as where
   * tasks run in the driver. The same executors are asked once.
   */
  public static synchronized Optional<String> withoutBfloat16(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    if (context.isLocal()) {
      return Optional.empty();
    }
    if (!last.isOf(context)) {
      last =
          SparkJobNames.step(
              spark.sparkContext(), "instruction sets of the executors", () -> ask(context));
    }
    return last.without();
  }

  private static Survey ask(JavaSparkContext spark) {
    Set<String> answered = new HashSet<>();
    Set<String> without = new TreeSet<>();
    for (int job = 0; job < MOST_JOBS; job++) {
      int tasks = TASKS_A_SLOT * Math.max(spark.defaultParallelism(), slots(spark));
      List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
      for (Answer answer : spark.parallelize(numbers, tasks).map(it -> Answer.here()).collect()) {
        answered.add(answer.address());
        if (!answer.hasBfloat16()) {
          without.add(answer.name());
        }
      }
      if (!without.isEmpty() || answered.containsAll(SparkProcess.executors(spark))) {
        break;
      }
    }
    return new Survey(
        spark.sc().applicationId(), Set.copyOf(answered), without.stream().findFirst());
  }

  private static int slots(JavaSparkContext spark) {
    return SparkProcess.executors(spark).size()
        * Math.max(1, spark.getConf().getInt("spark.executor.cores", 1));
  }
}
