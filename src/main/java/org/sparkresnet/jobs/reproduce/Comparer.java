package org.sparkresnet.jobs.reproduce;

import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.cifar.fetch.FetchListener;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Split;
import org.sparkresnet.common.UserError;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.TrainedRun;
import org.sparkresnet.jobs.TrainingObserver;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.rounds.RoundProgress;
import org.sparkresnet.store.RunId;
import org.sparkresnet.train.EpochReport;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/**
 * Comparer of a training, while it works, with the one that it repeats: it tells each epoch whose
 * weights are the same, and ends the training after the first whose weights are not. Hours of it
 * would only differ more.
 *
 * @param next listener who is told everything
 */
record ComparingListener(JobListener next, RunId run, Trace earlier) implements JobListener {
  @Override
  public void note(String line) {
    next.note(line);
  }

  @Override
  public void warning(String line) {
    next.warning(line);
  }

  @Override
  public FetchListener fetch() {
    return next.fetch();
  }

  @Override
  public TrainingObserver measured(TrainConfig config) {
    return next.measured(config);
  }

  @Override
  public void paused(RunId paused, Plan plan, Progress progress) {
    next.paused(paused, plan, progress);
  }

  @Override
  public void trained(TrainedRun trained) {
    next.trained(trained);
  }

  @Override
  public TrainingObserver training(RunId again, TrainConfig config) {
    return new Comparison(next.training(again, config));
  }

  /** Observer that passes everything on. */
  private final class Comparison implements TrainingObserver {
    private final TrainingObserver display;
    private final TrainingListener both;
    private boolean parted;

    Comparison(TrainingObserver display) {
      this.display = display;
      this.both =
          TrainingListener.of(
              display,
              new TrainingListener() {
                @Override
                public void roundFinished(RoundReport round) {
                  compareLoss(round);
                  compareWeights(round);
                }
              });
    }

    private void compareLoss(RoundReport round) {
      long end = round.round().endIteration();
      Trace.Loss now = new Trace.Loss(round.round().epoch(), round.loss());
      Optional<Trace.Loss> before = Optional.ofNullable(earlier.losses().get(end));
      if (!parted && before.isPresent() && !before.get().equals(now)) {
        parted = true;
        next.warning(
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
      next.note(HumanText.format("epoch %d: the same weights as run %s", epoch + 1, run));
    }

    @Override
    public void started(Progress progress) {
      both.started(progress);
    }

    @Override
    public void progressed(RoundProgress round) {
      both.progressed(round);
    }

    @Override
    public void roundFinished(RoundReport round) {
      both.roundFinished(round);
    }

    @Override
    public void computedWith(String kernels) {
      both.computedWith(kernels);
    }

    @Override
    public void warning(String line) {
      both.warning(line);
    }

    @Override
    public OptionalDouble epochFinished(EpochReport epoch) {
      return both.epochFinished(epoch);
    }

    @Override
    public void beforeCheckpoint(long iteration) {
      both.beforeCheckpoint(iteration);
    }

    @Override
    public void evaluated(EpochReport epoch, Split split, ClassificationReport report) {
      display.evaluated(epoch, split, report);
    }

    @Override
    public void close() {
      display.close();
    }
  }
}
