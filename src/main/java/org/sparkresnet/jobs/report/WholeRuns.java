package org.sparkresnet.jobs.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.report.ReportedRun;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableDamage;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.rows.ResultTables;

/** All runs of a store of which nothing is damaged; a warning names each other one. Driver only. */
record WholeRuns(JobContext context, ReportedRuns stored) {
  /**
   * Reads them. Runs a Spark job a run and table.
   *
   * @throws UserError of code USAGE if the store has no run, of code DATA if all are damaged, or if
   *     it is not known whose rows a damaged file had
   */
  List<ReportedRun> read() {
    List<RunId> all = stored.all();
    if (all.isEmpty()) {
      throw UserError.usage(root() + " has no run to export");
    }
    Map<String, UserError> damaged = damagedRows(all);
    List<ReportedRun> whole = new ArrayList<>();
    for (RunId run : all) {
      MaybeDamaged.of(() -> read(run, Optional.ofNullable(damaged.get(run.value()))))
          .orTell(
              damage -> context.listener().warning("run %s left out: %s".formatted(run, damage)))
          .ifPresent(whole::add);
    }
    if (whole.isEmpty()) {
      throw UserError.data(root() + " has no whole run to export; see the lines above");
    }
    return whole;
  }

  private String root() {
    return HumanText.path(context.store().root());
  }

  private ReportedRun read(RunId run, Optional<UserError> damage) {
    if (damage.isPresent()) {
      throw damage.get();
    }
    return stored.read(run);
  }

  /** Damages of rows by run, also in tables that no report shows. */
  private Map<String, UserError> damagedRows(List<RunId> runs) {
    Map<String, UserError> damaged = new HashMap<>();
    for (Table<?> table : ResultTables.ALL) {
      for (TableDamage damage : TableScan.ofRuns(context.store(), table, runs).damages()) {
        UserError error = TableDamage.error(context.store(), List.of(damage));
        if (UserError.isLocked(error) || damage.hidesRuns()) {
          throw error; // rows that are moved now, or whose nobody knows
        }
        damage.runs().forEach(run -> damaged.putIfAbsent(run, error));
      }
    }
    return damaged;
  }
}
