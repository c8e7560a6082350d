package org.sparkresnet.jobs.upkeep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreLocks;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableDamage;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.tables.upkeep.TablesPreparation;

/**
 * Mends the tables: reads every byte of their files, restores rows that other files of the store
 * tell, and takes damaged files away, under the lock of the tables and that of each run. Leaves a
 * row in the table runs. Driver only.
 */
public final class RepairJob {
  /** Tables whose rows a run that has ended well always leaves, and other files tell. */
  private static final List<Table<?>> OF_ENDED_RUNS =
      List.of(RunRow.TABLE, ParamRow.TABLE, MetricRow.TABLE, RoundRow.TABLE);

  private final JobContext context;
  private final Store store;

  /** Job on a context, which stays open. */
  public RepairJob(JobContext context) {
    this.context = context;
    this.store = context.store();
  }

  /** Tells what a repair would do, and changes nothing. */
  public RepairResult preview(RepairRequest request) {
    List<String> withoutRows = TablesPreparation.damages(store);
    withoutRows.forEach(
        damage ->
            context
                .listener()
                .note("would be mended: " + damage + ": it has no rows and is written anew"));
    return mended(withoutRows)
        .plus(context.named("preview of a repair", () -> repair(request, Optional.empty())));
  }

  /**
   * Mends the tables; a repair that was stopped is completed by the next.
   *
   * @throws UserError of code LOCKED if another job compacts or repairs
   */
  public RepairResult run(RepairRequest request) throws IOException {
    StoreLocks locks = context.locks(request.config());
    locks.requireWritable();
    try (LockedStore locked = locks.forTables()) {
      return RunScope.under(
          locked,
          context,
          request.config(),
          RunLabel.of(RunCommand.REPAIR),
          request.run(),
          scope -> {
            RepairResult result =
                mended(scope.mended()).plus(repair(request, Optional.of(scope.writer())));
            scope.finish();
            return result;
          });
    }
  }

  /** Files without rows: whoever begins to write the store writes damaged ones anew. */
  private static RepairResult mended(List<String> withoutRows) {
    return new RepairResult(withoutRows.size(), 0, 0, 0);
  }

  /**
   * @param writer empty for a preview
   */
  private RepairResult repair(RepairRequest request, Optional<StoreWriter> writer) {
    RepairResult result = RepairResult.NONE;
    List<RunId> ended = endedRuns();
    for (Table<?> table : ResultTables.ALL) {
      result =
          result.plus(
              SparkJobNames.step(
                  context.spark().sparkContext(),
                  "repair of table " + table.name(),
                  () -> repair(request, table, ended, writer)));
    }
    return result;
  }

  private RepairResult repair(
      RepairRequest request, Table<?> table, List<RunId> ended, Optional<StoreWriter> writer) {
    RepairResult result = RepairResult.NONE;
    RestoredRows rows = new RestoredRows(context.spark(), store, others());
    TableScan scan = TableScan.ofEveryByte(store, table);
    if (writer.isPresent()) {
      for (TableDamage damage : scan.damages()) {
        if (isOfMove(damage)) { // what else is damaged is seen behind it
          result = result.plus(mend(request, TableRepair.plan(table, damage, scan, rows), writer));
        }
      }
      scan = result.equals(RepairResult.NONE) ? scan : TableScan.ofEveryByte(store, table);
    }
    for (TableDamage damage : scan.damages()) {
      if (writer.isEmpty() || !isOfMove(damage)) {
        TableRepair plan = TableRepair.plan(table, damage, scan, rows);
        result = result.plus(mend(request, plan, writer));
      }
    }
    if (writer.isPresent() && !result.equals(RepairResult.NONE)) {
      scan = TableScan.ofEveryByte(store, table);
    }
    if (scan.damages().stream().anyMatch(TableDamage::hidesRuns)) {
      return result; // which runs miss their rows is not known
    }
    for (TableDamage damage : missing(table, scan, ended, rows)) {
      TableRepair plan = TableRepair.plan(table, damage, scan, rows);
      if (plan.lost().isEmpty()) { // what nothing restores may never have been there
        result = result.plus(mend(request, plan, writer));
      }
    }
    return result;
  }

  private static boolean isOfMove(TableDamage damage) {
    return damage.kind() == TableDamage.Kind.SWAP || damage.kind() == TableDamage.Kind.MARKER;
  }

  private List<TableDamage> missing(
      Table<?> table, TableScan scan, List<RunId> ended, RestoredRows rows) {
    if (table.equals(PromotionRow.TABLE)) {
      return TableRepair.missing(table, scan, context.spark(), rows.decided());
    }
    return OF_ENDED_RUNS.contains(table)
        ? TableRepair.missing(table, scan, context.spark(), ended)
        : List.of();
  }

  private List<RunId> endedRuns() {
    List<RunId> runs = new ArrayList<>();
    for (FileStatus folder : store.list(store.runs())) {
      String name = folder.getPath().getName();
      if (folder.isDirectory() && FolderName.isValid(name)) {
        RunId run = new RunId(name);
        others()
            .of(() -> Summary.ofRun(store, run))
            .filter(summary -> summary.status() == RunStatus.FINISHED)
            .ifPresent(summary -> runs.add(run));
      }
    }
    return runs;
  }

  private TolerantReader others() {
    return new TolerantReader(context.listener());
  }

  private RepairResult mend(RepairRequest request, TableRepair plan, Optional<StoreWriter> writer) {
    boolean isMended = plan.lost().isEmpty();
    if (!isMended && !request.acceptLoss()) {
      tell(
          "left as it is: %s; put the file back from a copy of the store, or accept it with --accept-loss",
          plan);
      return new RepairResult(0, 0, 1, 0);
    }
    try {
      if (writer.isPresent() && !apply(plan, writer.get())) {
        tell("left as it is: %s; another job has changed its files meanwhile", plan);
        return new RepairResult(0, 0, 0, 1);
      }
    } catch (UserError e) {
      if (!UserError.isLocked(e)) {
        throw e;
      }
      tell("left as it is: %s; " + e.getMessage().replace("%", "%%"), plan);
      return new RepairResult(0, 0, 0, 1);
    }
    tell(
        (writer.isPresent() ? "" : "would be ") + (isMended ? "mended: %s" : "accepted: %s"), plan);
    return isMended ? new RepairResult(1, 0, 0, 0) : new RepairResult(0, 1, 0, 0);
  }

  /**
   * @return whether all was still as it was planned
   */
  private boolean apply(TableRepair plan, StoreWriter tables) {
    Optional<RunId> run = plan.damage().run().map(RunId::new);
    if (run.isEmpty()) {
      plan.apply(context.spark(), tables);
      return true;
    }
    List<TableRepair> applied = new ArrayList<>();
    try {
      tables.withRun(
          run.get(),
          held -> {
            RestoredRows rows = new RestoredRows(context.spark(), store, others());
            for (TableRepair now : plan.underLock(context.spark(), rows).stream().toList()) {
              now.apply(context.spark(), held);
              applied.add(now);
            }
          });
      return !applied.isEmpty();
    } catch (IOException e) {
      throw FileErrors.cannot("repair", plan.damage().file(), e);
    }
  }

  private void tell(String text, TableRepair plan) {
    context.listener().note(text.formatted(plan.text()));
  }
}
