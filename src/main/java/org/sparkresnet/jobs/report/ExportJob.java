package org.sparkresnet.jobs.report;

import java.util.List;
import org.sparkresnet.files.OutputPath;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.report.ReportedRun;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.rows.ResultTables;

/**
 * Copies runs' rows, made small, to a folder of their own, with pictures of the surest mistakes.
 * Rows of the same runs in the folder are replaced; those of other runs stay, but for runs that are
 * to be removed. Where no run is named, damaged ones are left out, with a warning. Driver only.
 */
public final class ExportJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public ExportJob(JobContext context) {
    this.context = context;
  }

  /**
   * Copies the rows; a few Spark jobs a table.
   *
   * @throws org.sparkresnet.common.UserError of code USAGE if there is no such run, or none to
   *     remove, of code DATA if a run that was asked for is damaged, of code LOCKED if another job
   *     exports to the folder
   */
  public ExportResult run(ExportRequest request) {
    return context.named("export", () -> MovedRows.reading(() -> export(request)));
  }

  private ExportResult export(ExportRequest request) {
    ReportedRuns stored = new ReportedRuns(context.spark(), context.store());
    List<ReportedRun> reported =
        request.copiesAll()
            ? new WholeRuns(context, stored).read()
            : request.runs().stream().map(stored::read).toList();
    List<RunId> runs = reported.stream().map(run -> run.info().id()).toList();
    OutputPath target = OutputPath.of(context.spark(), "--to", "a folder", request.folder());
    try (ExportLock lock = ExportLock.acquire(context.locks(request.config()), target)) {
      ExportFolder folder =
          new ExportFolder(context.spark(), lock.folder(), runs, request.removed());
      folder.requireRemoved();
      for (Table<?> table : ResultTables.ALL) {
        folder.replace(
            table,
            TableScan.ofRuns(context.store(), table, runs).requireWhole().rows(context.spark()));
      }
      folder.replace(
          ExportedPictures.NAME,
          ExportedPictures.SCHEMA,
          context
              .spark()
              .createDataFrame(ExportedPictures.of(context, reported), ExportedPictures.SCHEMA));
      return new ExportResult(runs.size(), folder.bytes());
    }
  }
}
