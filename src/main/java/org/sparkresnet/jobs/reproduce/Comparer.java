package org.sparkresnet.jobs.reproduce;

import java.util.Optional;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.store.RunId;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/**
 * Comparer of a training, while it works, with the one that it repeats: it tells each epoch whose
 * weights are the same, and ends the training after the first whose weights are not. Hours of it
 * would only differ more.
 */
final class Comparer implements TrainingListener {
  private final JobListener told;
  private final RunId run;
  private final Trace earlier;
  private boolean parted;

  /**
   * @param told receives what is the same and what is not
   * @param run that is repeated
   * @param earlier its weights and losses
   */
  Comparer(JobListener told, RunId run, Trace earlier) {
    this.told = told;
    this.run = run;
    this.earlier = earlier;
  }

  @Override
  public void roundFinished(RoundReport round) {
    compareLoss(round);
    compareWeights(round);
  }

  private void compareLoss(RoundReport round) {
    long end = round.round().endIteration();
    Trace.Loss now = new Trace.Loss(round.round().epoch(), round.loss());
    Optional<Trace.Loss> before = Optional.ofNullable(earlier.losses().get(end));
    if (!parted && before.isPresent() && !before.get().equals(now)) {
      parted = true;
      told.warning(
          HumanText.format(
              "the loss differs from iteration %,d on: %s in run %s, %s now",
              end, before.get().value(), run, now.value()));
    }
  }

  private void compareWeights(RoundReport round) {
    int epoch = round.round().epoch();
    Optional<Trace.Weights> before = Optional.ofNullable(earlier.epochs().get(epoch));
    if (before.isEmpty() || round.parametersSha256().isEmpty()) {
      return;
    }
    Trace.Weights now =
        new Trace.Weights(round.round().endIteration(), round.parametersSha256().get());
    if (!before.get().equals(now)) {
      throw UserError.different(
          "not the same bits as run %s: %s"
              .formatted(run, new Parting.Epoch(epoch, before.get(), now).text()));
    }
    told.note(HumanText.format("epoch %d: the same weights as run %s", epoch + 1, run));
  }
}
