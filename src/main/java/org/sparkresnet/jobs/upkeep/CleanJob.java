package org.sparkresnet.jobs.upkeep;

import java.io.IOException;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunFolders;

/**
 * Removes the folders of old runs and leaves a row in the table runs. Rows of the removed runs and
 * versions in the registry are copies and stay. Driver only.
 */
public final class CleanJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public CleanJob(JobContext context) {
    this.context = context;
  }

  /**
   * Removes the folders. What an earlier removal that was killed has left goes first, so that a
   * full store has room for the lock and the row.
   *
   * @throws org.sparkresnet.common.UserError of code STORAGE if a folder cannot be removed; the
   *     others are
   */
  public CleanResult run(CleanRequest request) throws IOException {
    RunFolders folders = new RunFolders(context.locks(request.config()));
    FailedRemovals failed = new FailedRemovals(folders.finishRemovals());
    OldRuns old =
        new OldRuns(folders, request.config(), request.checkpointsOnly(), context.listener());
    return RunScope.of(
        context,
        request.config(),
        RunLabel.of(RunCommand.CLEAN),
        request.run(),
        scope -> {
          CleanResult result = old.remove(failed);
          failed.requireNone(context.listener());
          scope.finish();
          return result;
        });
  }
}
