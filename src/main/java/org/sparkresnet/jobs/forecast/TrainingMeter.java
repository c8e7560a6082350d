package org.sparkresnet.jobs.forecast;

import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.dataset.CropSizes;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.plan.RoundCosts;
import org.sparkresnet.plan.RoundTime;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/** Measures a training or a probe as it runs: its rounds, evaluations and memory. Driver only. */
public final class TrainingMeter implements TrainingListener {
  private final int workers;
  private final ClusterShape cluster;
  private final CropSizes crops;
  private final List<RoundTime> rounds = new ArrayList<>();
  private long images;
  private double seconds;
  private long evaluatedImages;
  private double evaluationSeconds;
  private boolean resumed;
  private Measured memory = Measured.NOTHING;

  /** Meter of so many workers. */
  public TrainingMeter(int workers, ClusterShape cluster, CropSizes crops) {
    this.workers = workers;
    this.cluster = cluster;
    this.crops = crops;
  }

  @Override
  public void started(Progress progress) {
    resumed = progress.iteration() > 0;
  }

  @Override
  public void roundFinished(RoundReport report) {
    boolean beginsEpoch = report.round().firstMinibatch() == 0;
    images += report.examples();
    seconds += report.seconds();
    rounds.add(
        new RoundTime(
            crops.pixels(report.round().epoch()) * report.examples() / workers,
            report.round().minibatches(),
            report.seconds(),
            cluster.turns(workers) * (report.fitSecondsMax() + report.inputSecondsMean()),
            beginsEpoch,
            beginsEpoch || report.bytesBroadcast() > 0));
  }

  /** Adds an evaluation. */
  public void evaluated(long evaluated, double evaluatedSeconds) {
    evaluatedImages += evaluated;
    evaluationSeconds += evaluatedSeconds;
  }

  /** Reads the memory of the processes that have just trained. */
  public void readMemory(JobContext context) {
    memory = ProcessMemory.of(context, workers);
  }

  /**
   * Seconds of the last round for each whole image of a worker: a round may be shorter than others.
   */
  public double lastSecondsPerImage() {
    RoundTime last = rounds.get(rounds.size() - 1);
    return last.seconds() / last.images();
  }

  /**
   * The figures of a training that has ended. Of one that was resumed, those of the whole are not
   * known.
   *
   * @param jobSeconds from the start of Spark until now
   */
  public Measured ofTraining(double jobSeconds, double accuracy) {
    Measured figures = steady().with(Figure.ACCURACY, accuracy);
    if (!rounds.isEmpty()) {
      double warmUp = figures.costs().orElseThrow().warmUp();
      figures = figures.with(Figure.IMAGES_PER_SECOND, images / (seconds - warmUp));
    }
    return resumed
        ? figures
        : figures
            .with(Figure.JOB_SECONDS, jobSeconds)
            .with(Figure.TRAINING_SECONDS, seconds)
            .with(Figure.EVALUATION_SECONDS, evaluationSeconds)
            .with(Figure.OTHER_SECONDS, jobSeconds - seconds - evaluationSeconds);
  }

  /** The figures of a probe, whose few rounds begin epochs more often than a training's. */
  public Measured ofProbe() {
    return steady();
  }

  private Measured steady() {
    Measured figures =
        memory
            .with(Figure.EXECUTOR_TASKS, cluster.together(workers))
            .with(Figure.TASK_THREADS, cluster.threads())
            .with(Figure.TASKS_AT_ONCE, cluster.atOnce(workers));
    if (!rounds.isEmpty()) {
      figures = figures.with(RoundCosts.of(rounds));
    }
    if (evaluatedImages > 0) {
      figures = figures.with(Figure.EVALUATED_IMAGE_SECONDS, evaluationSeconds / evaluatedImages);
    }
    return figures;
  }
}
