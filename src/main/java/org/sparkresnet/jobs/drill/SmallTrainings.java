package org.sparkresnet.jobs.drill;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.TrainingData;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.jobs.train.TrainResult;
import org.sparkresnet.store.RunId;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.TrainingListener;

/**
 * Trainings of one configuration in the drill's store, by the same job as those of train.
 *
 * @param keys of the configuration, as --set takes them
 */
record SmallTrainings(JobContext context, JobConfig config, List<String> keys) {
  /** Trains a run to its end, or on from its newest checkpoint. */
  Trained train(String run) throws IOException {
    return train(run, new TrainingListener() {});
  }

  /** Trains a run to its end, watched. */
  Trained train(String run, TrainingListener watcher) throws IOException {
    TrainResult result = result(run, Long.MAX_VALUE, watcher);
    return new Trained(
        result.trained().orElseThrow().result().parametersSha256(),
        result.progress().examples(),
        result.progress().rounds());
  }

  /**
   * Trains a run up to the end of the round that reaches an iteration, with a checkpoint there.
   *
   * @return iteration of the checkpoint
   */
  long trainUntil(String run, long iteration) throws IOException {
    return result(run, iteration, new TrainingListener() {}).progress().iteration();
  }

  /**
   * Goes on with a run.
   *
   * @param latest iteration of the latest checkpoint from which it may go on
   */
  Trained resumed(String run, long latest) throws IOException {
    AtomicLong start = new AtomicLong(-1);
    Trained trained =
        train(
            run,
            new TrainingListener() {
              @Override
              public void started(Progress progress) {
                start.set(progress.iteration());
              }
            });
    if (start.get() < 1 || start.get() > latest) {
      throw new IllegalStateException(
          "the run should go on from a checkpoint up to iteration %d, went on from %d"
              .formatted(latest, start.get()));
    }
    return trained;
  }

  private TrainResult result(String run, long until, TrainingListener watcher) throws IOException {
    int workers = workers();
    try (CifarImages images = TrainingData.load(context, config, workers)) {
      return new TrainJob(context)
          .run(
              TrainRequest.train(config, new RunId(run), "drill").until(until),
              images,
              workers,
              watcher);
    }
  }

  /** Number of workers of each training. */
  int workers() {
    return config.train().plan().workers(context::taskSlots);
  }

  /** Iterations of a whole training. */
  long iterations() {
    return config
        .trainConfig(workers(), DrillImages.TRAINING, ClassNames.CIFAR_10.size())
        .plan()
        .iterations();
  }
}
