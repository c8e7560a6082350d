package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Settings;
import org.sparkresnet.config.SettingsCheck;
import org.sparkresnet.jobs.RunLocks;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.Compaction;
import org.sparkresnet.tables.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Merges the tables' small files. */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description = {
      "Merges the tables' files of ended runs, one a run under tables, into one a month under"
          + " tables_monthly, where run_id is a column. Rows are counted before and after. The newest"
          + " run of each table keeps its own file. A compaction that was stopped is completed by the"
          + " next.",
      "",
      "  submit/local compact",
      "  submit/local compact --before 2026-11"
    })
final class CompactCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--before",
      paramLabel = "YYYY-MM",
      description = "Only runs that began before this month (default: the present one, UTC).")
  private String before;

  @Override
  public Integer call() {
    Settings settings = common.settings();
    SettingsCheck.all(settings);
    YearMonth month = month();
    PrintWriter out = spec.commandLine().getOut();
    try (SparkSession spark = SparkSessions.open("spark-resnet compact")) {
      Store store = Store.open(storeOptions.store, spark.sparkContext().hadoopConfiguration());
      store.requireWritable();
      try (FolderLock lock =
          RunLocks.acquire(
              store,
              store.monthly(),
              "tables_monthly",
              spark.sparkContext().applicationId(),
              settings,
              out)) {
        report(
            new Compaction(spark, RunLocks.store(store, lock, settings)).compact(Tables.ALL, month),
            month,
            out);
      }
    }
    return 0;
  }

  private YearMonth month() {
    if (before == null) {
      return YearMonth.now(ZoneOffset.UTC);
    }
    try {
      return YearMonth.parse(before);
    } catch (DateTimeParseException e) {
      throw UserError.usage("--before must be a month like 2026-11, cannot be: " + before);
    }
  }

  private static void report(List<Compaction.Compacted> tables, YearMonth before, PrintWriter out) {
    if (tables.isEmpty()) {
      out.println("nothing to compact before " + before);
    }
    for (Compaction.Compacted table : tables) {
      out.println(
          String.format(
              Locale.ROOT,
              "%s: merged runs: %,d, months written: %,d, rows before and after: %,d",
              table.table(),
              table.runs(),
              table.months(),
              table.rows()));
    }
  }
}
