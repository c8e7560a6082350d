package org.sparkresnet.jobs.reproduce;

import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;

/**
 * Finds the first epoch and round in which two stored runs part, and what differs in how they were
 * made. Trains nothing. Driver only.
 */
public final class BisectJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public BisectJob(JobContext context) {
    this.context = context;
  }

  /**
   * Compares two runs, each named by its id or by a version of the registry. Runs eight Spark jobs.
   *
   * @throws UserError of code USAGE if one is not there, of code DATA if they have no epoch and no
   *     round in common
   */
  public BisectResult run(String first, String second) {
    String model = JobConfig.defaults().registry().model();
    StoredTraining a = StoredTraining.of(context, first, model);
    StoredTraining b = StoredTraining.of(context, second, model);
    Parting parting = Parting.between(a.trace(), b.trace());
    Common common = Common.of(a.trace(), b.trace());
    if (parting.isNone() && common.isNone()) {
      throw UserError.data(
          "runs %s and %s must have an epoch or a round in common, have none: one has not trained, or is of an early version"
              .formatted(a.run(), b.run()));
    }
    Differences differences = Differences.between(Differences.Side.of(a), Differences.Side.of(b));
    return new BisectResult(
        a.run(),
        b.run(),
        common.epochs().size(),
        common.rounds().size(),
        parting.epoch().map(Parting.Epoch::text),
        parting.round().map(Parting.Round::text),
        differences.causes(),
        differences.others());
  }
}
