package org.sparkresnet.jobs;

import org.sparkresnet.cifar.fetch.FetchListener;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.store.RunId;
import org.sparkresnet.train.Progress;

/**
 * Receiver of what a job tells while it works. A job prints nothing itself; the methods do nothing
 * where they are not overridden.
 */
public interface JobListener {
  /** Listener that keeps nothing. */
  JobListener SILENT = new JobListener() {};

  /** Receives a line about a step that was done or is being done. */
  default void note(String line) {}

  /** Receives a line about something that a user should look at, though the job goes on. */
  default void warning(String line) {}

  /** Listener of a fetch of missing data; its notes come as notes of the job. */
  default FetchListener fetch() {
    return new FetchListener() {
      @Override
      public void bytes(String label, long done, long total) {}

      @Override
      public void note(String line) {
        JobListener.this.note(line);
      }
    };
  }

  /** Observer of a training that is about to begin; the job closes it when the training ends. */
  default TrainingObserver training(RunId run, TrainConfig config) {
    return new TrainingObserver() {};
  }

  /** Observer of a training whose results are only measured; the job closes it. */
  default TrainingObserver measured(TrainConfig config) {
    return new TrainingObserver() {};
  }

  /** Receives a run of training that was paused as it was asked for, with a checkpoint. */
  default void paused(RunId run, Plan plan, Progress progress) {}

  /** Receives a run of training whose results are stored. */
  default void trained(TrainedRun run) {}
}
