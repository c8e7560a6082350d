package org.sparkresnet.jobs.train;

import java.io.IOException;
import java.util.Optional;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.TrainingData;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.Store;
import org.sparkresnet.train.TrainingListener;

/**
 * Trains a network with parameter averaging, from the data checks to the summary: checkpoints,
 * evaluations, model, tables and report. Driver only.
 */
public final class TrainJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public TrainJob(JobContext context) {
    this.context = context;
  }

  /**
   * Trains on the images of {@code data.path}, which are fetched first if they are missing.
   *
   * @throws org.sparkresnet.common.UserError of code LOCKED if another job works on the run, of
   *     code USAGE if the run id is one of another command, of code DATA if images cannot be used,
   *     of code DIVERGED if the loss leaves the finite numbers
   */
  public TrainResult run(TrainRequest request) throws IOException {
    return RunScope.of(
        context,
        request.config(),
        request.label(),
        request.run(),
        scope -> {
          scope.resumable();
          TrainingData.fetchIfMissing(context, request.config());
          int workers = request.config().train().plan().workers(context::taskSlots);
          try (CifarImages images = TrainingData.load(context, request.config(), workers)) {
            return train(request, images, workers, scope, new TrainingListener() {});
          }
        });
  }

  /** Trains on images that the caller has loaded for so many workers. */
  public TrainResult run(TrainRequest request, CifarImages images, int workers) throws IOException {
    return run(request, images, workers, new TrainingListener() {});
  }

  /**
   * Trains on images that the caller has loaded for so many workers, watched by the caller.
   *
   * @param watcher told of each event after everybody else; what it throws ends the run
   */
  public TrainResult run(
      TrainRequest request, CifarImages images, int workers, TrainingListener watcher)
      throws IOException {
    return RunScope.of(
        context,
        request.config(),
        request.label(),
        request.run(),
        scope -> {
          scope.resumable();
          return train(request, images, workers, scope, watcher);
        });
  }

  private TrainResult train(
      TrainRequest request,
      CifarImages images,
      int workers,
      RunScope scope,
      TrainingListener watcher)
      throws IOException {
    Optional<Manifest> begun = begun(request);
    JobConfig fitted = context.fitted(request.config(), begun);
    if (request.beginning() == TrainRequest.Beginning.CHECKPOINT) {
      begun.ifPresent(it -> fitted.requireGoesOnFrom(it.config(), request.run().value()));
    }
    return new TrainingRun(context, request.with(fitted), images, workers, scope, watcher).train();
  }

  /** Manifest of a run that goes on from a checkpoint; empty for one that begins. */
  private Optional<Manifest> begun(TrainRequest request) {
    Store store = context.store();
    boolean begins =
        request.beginning() == TrainRequest.Beginning.START
            || store.list(store.checkpoints(request.run())).isEmpty();
    return begins ? Optional.empty() : Manifest.undamaged(store, request.run());
  }
}
