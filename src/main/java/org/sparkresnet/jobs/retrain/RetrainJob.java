package org.sparkresnet.jobs.retrain;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.LockedStore;

/**
 * Retrains a model for a scheduler: is there anything new, train, compare, decide, carry out. Each
 * step is repeated or passed over when the same request comes again, so that a run that was killed
 * anywhere ends as if it had not been. One job at a time retrains a model; its registry can be
 * changed by hand meanwhile. Driver only.
 */
public final class RetrainJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public RetrainJob(JobContext context) {
    this.context = context;
  }

  /**
   * Retrains.
   *
   * @throws org.sparkresnet.common.UserError of code LOCKED if another job retrains the model, of
   *     code DATA if images or champion cannot be used, of code DIVERGED if the training diverged
   */
  public RetrainResult run(RetrainRequest request) throws IOException {
    context.locks(request.config()).requireWritable();
    Registry registry = Registry.open(context.store(), request.config().registry().model());
    try (LockedStore alone =
        context
            .locks(request.config())
            .forFolder(
                new Path(registry.folder(), "retraining"), "retraining of " + registry.name())) {
      RetrainRequest fitted = request.with(context.fitted(request.config()));
      return new Retraining(context, fitted, registry, alone).run();
    }
  }
}
