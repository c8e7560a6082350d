package org.sparkresnet.jobs.train;

import java.util.List;
import java.util.Optional;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.train.InitialParameters;

/**
 * Request to train a network, or to go on training it: a run that has checkpoints in the store goes
 * on from the newest.
 *
 * @param label command and name in the table runs
 * @param origin model to start from; empty to start from the seed
 * @param checks of the data, besides those of every run
 * @param until iteration to pause at, with a checkpoint; Long.MAX_VALUE to train to the end
 * @param beginning place at which it begins, if the run has checkpoints
 */
public record TrainRequest(
    JobConfig config,
    RunId run,
    RunLabel label,
    Optional<Origin> origin,
    List<CheckResult> checks,
    long until,
    Beginning beginning) {

  /** Place at which a training of a run with checkpoints begins. */
  public enum Beginning {
    /** The newest checkpoint. */
    CHECKPOINT,
    /** The newest checkpoint; the start, with a warning, if the run cannot go on from any. */
    USABLE_CHECKPOINT,
    /** The start; the checkpoints of an earlier attempt are dropped. */
    START
  }

  /**
   * Model to start from.
   *
   * @param run that trained it
   * @param sha256 of its model file
   */
  public record Origin(RunId run, String sha256, InitialParameters start) {
    /** Start from the weights of a model that a run has stored. */
    public static Origin of(RunId run, SavedModel model) {
      return new Origin(run, model.sha256(), InitialParameters.from(model.parameters()));
    }
  }

  /** Checks the iteration. */
  public TrainRequest {
    checks = List.copyOf(checks);
    if (until < 1) {
      throw UserError.usage("--pause-at must be at least 1, cannot be: " + until);
    }
  }

  /**
   * Request to train a run to its end, from the seed or its newest checkpoint. Refuses layers that
   * this machine lacks, before Spark is started.
   *
   * @param name of the run for people
   */
  public static TrainRequest train(JobConfig config, RunId run, String name) {
    config.layers();
    config.evaluationLayers();
    return new TrainRequest(
        config,
        run,
        new RunLabel(RunCommand.TRAIN, name),
        Optional.empty(),
        List.of(),
        Long.MAX_VALUE,
        Beginning.CHECKPOINT);
  }

  /** Request of a candidate of retrain. */
  public static TrainRequest candidate(
      JobConfig config,
      RunId run,
      RunLabel label,
      Optional<Origin> origin,
      List<CheckResult> checks) {
    return new TrainRequest(
        config, run, label, origin, checks, Long.MAX_VALUE, Beginning.CHECKPOINT);
  }

  TrainRequest with(JobConfig other) {
    return new TrainRequest(other, run, label, origin, checks, until, beginning);
  }

  /** This request, paused after the round that reaches an iteration. */
  public TrainRequest until(long iteration) {
    return new TrainRequest(config, run, label, origin, checks, iteration, beginning);
  }

  /** This request, from the beginning: checkpoints of an earlier attempt are dropped. */
  public TrainRequest afresh() {
    return beginning(Beginning.START);
  }

  /** This request, with another place at which it begins. */
  public TrainRequest beginning(Beginning place) {
    return new TrainRequest(config, run, label, origin, checks, until, place);
  }

  InitialParameters start() {
    return origin.map(Origin::start).orElse(InitialParameters.FRESH);
  }

  /** Workers and start of the training, for the manifest. */
  public Manifest.Training training(int workers) {
    return new Manifest.Training(workers, parent(), origin.map(Origin::sha256));
  }

  /** Run whose model the training starts from. */
  public Optional<RunId> parent() {
    return origin.map(Origin::run);
  }
}
