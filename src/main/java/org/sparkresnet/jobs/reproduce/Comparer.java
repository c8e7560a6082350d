package org.sparkresnet.jobs.reproduce;

import java.util.Optional;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/**
 * Comparer of a training, while it works, with the one that it repeats: it tells each epoch whose
 * weights are the same, and ends the training after the first whose weights are not. Hours of it
 * would only differ more.
 */
final class Comparer implements TrainingListener {
  private final JobListener told;
  private final StoredTraining before;
  private Optional<String> kernels = Optional.empty();
  private boolean parted;

  /**
   * @param told receives what is the same and what is not
   * @param before training that is repeated
   */
  Comparer(JobListener told, StoredTraining before) {
    this.told = told;
    this.before = before;
  }

  /** Which executors' CPUs compute is known when they have: the driver's may be another. */
  @Override
  public void computedWith(String now) {
    kernels = Differences.ofKernels(before.manifest(), now);
    kernels.ifPresent(it -> told.warning("differs, and the bits may: " + it));
  }

  @Override
  public void roundFinished(RoundReport round) {
    compareLoss(round);
    compareWeights(round);
  }

  private void compareLoss(RoundReport round) {
    long end = round.round().endIteration();
    Trace.Loss now = new Trace.Loss(round.round().epoch(), round.loss());
    Optional<Trace.Loss> then = Optional.ofNullable(before.trace().losses().get(end));
    if (!parted && then.isPresent() && !then.get().equals(now)) {
      parted = true;
      told.warning(
          HumanText.format(
              "the loss differs from iteration %,d on: %s in run %s, %s now",
              end, then.get().value(), before.run(), now.value()));
    }
  }

  private void compareWeights(RoundReport round) {
    int epoch = round.round().epoch();
    Optional<Trace.Weights> then = Optional.ofNullable(before.trace().epochs().get(epoch));
    if (then.isEmpty() || round.parametersSha256().isEmpty()) {
      return;
    }
    Trace.Weights now =
        new Trace.Weights(round.round().endIteration(), round.parametersSha256().get());
    if (!then.get().equals(now)) {
      throw different(new Parting.Epoch(epoch, then.get(), now).text());
    }
    told.note(HumanText.format("epoch %d: the same weights as run %s", epoch + 1, before.run()));
  }

  /**
   * Error of code DIFFERENT, with the CPU kernels if they are others.
   *
   * @param where the two part, in words
   */
  UserError different(String where) {
    return UserError.different(
        "not the same bits as run %s: %s%s"
            .formatted(before.run(), where, kernels.map(it -> "; " + it).orElse("")));
  }
}
