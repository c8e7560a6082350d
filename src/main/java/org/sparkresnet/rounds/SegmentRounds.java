package org.sparkresnet.rounds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.exchange.Rendezvous;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.Weights;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction1;

/**
 * Rounds of which many are one Spark job, a segment: a barrier stage whose tasks train and average
 * among themselves, each a slice. The driver sends the state once and receives it once, whatever
 * the number of workers. Needs all workers at the same time.
 */
final class SegmentRounds implements Rounds {
  /**
   * Number of the last segment of this driver. Trainings may run side by side in one application,
   * and their workers meet in the same executors.
   */
  private static final AtomicLong SEGMENTS = new AtomicLong();

  private final JavaSparkContext spark;
  private final TrainConfig config;
  private final RoundExecution execution;
  private final RoundUpdate update;
  private final Minibatches minibatches;
  private final Rendezvous rendezvous = new Rendezvous(SparkEnv.get());
  private final Consumer<RoundProgress> progress;

  /**
   * @param progress receives each round as soon as it is averaged, on the caller's thread; again if
   *     Spark repeats the segment
   */
  SegmentRounds(
      JavaSparkContext spark,
      TrainConfig config,
      RoundExecution execution,
      RoundUpdate update,
      Minibatches minibatches,
      Consumer<RoundProgress> progress) {
    this.spark = spark;
    this.config = config;
    this.execution = execution;
    this.update = update;
    this.minibatches = minibatches;
    this.progress = progress;
  }

  /**
   * Trains the rounds until the segment's time is up.
   *
   * @throws SegmentFailure if Spark could not run the tasks at the same time, or one of them failed
   *     for good
   */
  @Override
  public Advance advance(JavaRDD<Shard> epoch, List<Plan.Round> rounds, SharedState state) {
    long begin = System.nanoTime();
    long bytes = state.bytes();
    Broadcast<SharedState> start = spark.broadcast(state);
    double broadcastSeconds = Elapsed.secondsSince(begin);
    long segment = SEGMENTS.incrementAndGet();
    SegmentTask task =
        new SegmentTask(
            rendezvous.name(),
            segment,
            rounds,
            start,
            config,
            update,
            minibatches,
            spark.getConf().getInt("spark.task.cpus", 1),
            execution.segmentSeconds(),
            execution.exchange(),
            execution.observesExamples());
    try {
      rendezvous.begin(segment, config.plan().workers());
      List<SegmentResult> results =
          sorted(
              SparkJobNames.step(
                  spark.sc(),
                  RoundNames.of(rounds),
                  () -> run(segment, tasks(epoch, task), rounds)));
      double seconds = Elapsed.secondsSince(begin);
      return new Advance(
          rounds(rounds, results, seconds, broadcastSeconds, bytes),
          state(results, state.weights().updaterState().length));
    } finally {
      start.destroy();
    }
  }

  private List<SegmentResult> run(
      long segment, JavaRDD<SegmentResult> tasks, List<Plan.Round> rounds) {
    return new SegmentJob(spark, rendezvous, segment, execution.exchange())
        .run(
            tasks,
            event ->
                progress.accept(
                    RoundProgress.of(
                        config, rounds.get(event.round()), event.loss(), event.seconds())));
  }

  private static JavaRDD<SegmentResult> tasks(JavaRDD<Shard> epoch, SegmentTask task) {
    ClassTag<SegmentResult> tag = ClassTag.apply(SegmentResult.class);
    RDD<SegmentResult> tasks =
        epoch.rdd().barrier().mapPartitions(new TaskFunction(task), true, tag);
    return new JavaRDD<>(tasks, tag);
  }

  /** Scala's form of the task. */
  private static final class TaskFunction
      extends AbstractFunction1<
          scala.collection.Iterator<Shard>, scala.collection.Iterator<SegmentResult>>
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private final SegmentTask task;

    TaskFunction(SegmentTask task) {
      this.task = task;
    }

    @Override
    public scala.collection.Iterator<SegmentResult> apply(scala.collection.Iterator<Shard> shards) {
      Iterator<SegmentResult> result = List.of(task.run(shards.next())).iterator();
      return JavaConverters.asScalaIterator(result);
    }
  }

  private List<SegmentResult> sorted(List<SegmentResult> results) {
    if (results.size() != config.plan().workers()) {
      throw new IllegalStateException(
          "results of %d workers instead of %d".formatted(results.size(), config.plan().workers()));
    }
    return results.stream().sorted(Comparator.comparingInt(SegmentResult::worker)).toList();
  }

  private static List<RoundResult> rounds(
      List<Plan.Round> rounds,
      List<SegmentResult> results,
      double seconds,
      double broadcastSeconds,
      long bytes) {
    int count = results.get(0).rounds().size();
    double trained =
        results.get(0).rounds().stream().mapToDouble(SegmentResult.WorkerRound::seconds).sum();
    List<RoundResult> done = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      List<SegmentResult.WorkerRound> ofRound =
          results.stream().map(result -> result.rounds().get(index)).toList();
      boolean first = i == 0;
      List<WorkerReport> reports = ofRound.stream().map(SegmentResult.WorkerRound::report).toList();
      done.add(
          new RoundResult(
              rounds.get(i),
              reports,
              // What the segment costs besides its rounds is the first round's.
              ofRound.get(0).seconds() + (first ? Math.max(0, seconds - trained) : 0),
              first
                  ? broadcastSeconds
                      + reports.stream().mapToDouble(WorkerReport::waitSeconds).max().orElse(0)
                  : 0,
              // The worker that came last waited for nobody.
              ofRound.stream()
                  .mapToDouble(SegmentResult.WorkerRound::exchangeSeconds)
                  .min()
                  .orElse(0),
              first ? bytes : 0,
              i == count - 1 ? bytes : 0,
              first ? reports.stream().mapToInt(WorkerReport::failedAttempts).sum() : 0));
    }
    return done;
  }

  private SharedState state(List<SegmentResult> results, int updaterLength) {
    SharedState state = SharedState.join(results.stream().map(SegmentResult::slice).toList());
    return config.averageMomentum()
        ? state
        : new SharedState( // every round begins without momentum, and the workers send none
            new Weights(state.weights().parameters(), new float[updaterLength]),
            state.velocity(),
            state.average());
  }

  @Override
  public void close() {
    rendezvous.close();
  }
}
