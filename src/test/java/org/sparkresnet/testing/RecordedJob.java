package org.sparkresnet.testing;

import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.TrainedRun;
import org.sparkresnet.jobs.TrainingObserver;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.store.RunId;
import org.sparkresnet.train.Progress;

/** Recorder of what jobs tell. */
public final class RecordedJob implements JobListener {
  private final List<String> notes = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Long> starts = new ArrayList<>();
  private final List<TrainedRun> trained = new ArrayList<>();

  @Override
  public void note(String line) {
    notes.add(line);
  }

  @Override
  public void warning(String line) {
    warnings.add(line);
  }

  @Override
  public TrainingObserver training(RunId run, TrainConfig config) {
    return new TrainingObserver() {
      @Override
      public void started(Progress at) {
        starts.add(at.iteration());
      }
    };
  }

  @Override
  public void trained(TrainedRun run) {
    trained.add(run);
  }

  /** Lines about steps. */
  public List<String> notes() {
    return notes;
  }

  /** Lines about what a user should look at. */
  public List<String> warnings() {
    return warnings;
  }

  /** Iterations at which trainings began: 0 for a fresh one. */
  public List<Long> starts() {
    return starts;
  }

  /** Runs whose results are stored. */
  public List<TrainedRun> trained() {
    return trained;
  }
}
