package org.sparkresnet.jobs.upkeep;

import java.io.IOException;
import java.util.List;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.tables.upkeep.Compaction;
import org.sparkresnet.tables.upkeep.Compaction.Compacted;

/**
 * Merges the tables' files of ended runs into one a month, under the lock of the tables, and leaves
 * a row in the table runs. Driver only.
 */
public final class CompactJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public CompactJob(JobContext context) {
    this.context = context;
  }

  /**
   * Compacts all tables; a compaction that was stopped is completed by the next.
   *
   * @return the tables of which anything was merged
   * @throws org.sparkresnet.common.UserError of code LOCKED if another job compacts
   */
  public List<Compacted> run(CompactRequest request) throws IOException {
    context.locks(request.config()).requireWritable();
    try (LockedStore locked = context.locks(request.config()).forTables()) {
      return RunScope.under(
          locked,
          context,
          request.config(),
          RunLabel.of(RunCommand.COMPACT),
          request.run(),
          scope -> {
            List<Compacted> tables =
                new Compaction(context.spark(), scope.writer())
                    .compact(ResultTables.ALL, request.before());
            scope.finish();
            return tables;
          });
    }
  }
}
