package org.sparkresnet.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.OutputPath;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.jobs.report.ExportJob;
import org.sparkresnet.jobs.report.ExportedPictures;
import org.sparkresnet.jobs.report.ReportedRuns;
import org.sparkresnet.report.ReportedRun;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies runs' rows, made small, to a folder of their own. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description = {
      "Writes a small copy of runs' rows to a folder, one Parquet file a table, for a repository or a"
          + " notebook: of the predictions only wrong ones of the test images, of long curves every"
          + " n-th point, and pictures of the surest mistakes.",
      "",
      "Rows of the same runs in the folder are replaced; those of other runs stay.",
      "",
      "  submit/local export --to notebooks/data --run RUN --run OTHER"
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The folder, on any Hadoop file system; made if it is not there.")
  private String to;

  @Option(
      names = "--run",
      paramLabel = "ID",
      description = "A run of any command; may be repeated (default: all runs of the store).")
  private List<String> chosen = new ArrayList<>();

  @Override
  public Integer call() {
    List<RunId> named = chosen.stream().map(RunId::new).distinct().toList();
    try (SparkSession spark = SparkSessions.open("spark-resnet export")) {
      Store store = Store.open(storeOptions.store, spark.sparkContext().hadoopConfiguration());
      ReportedRuns stored = new ReportedRuns(spark, store);
      List<RunId> runs = named.isEmpty() ? stored.all() : named;
      if (runs.isEmpty()) {
        throw UserError.usage(TrainText.shown(store.root()) + " has no run to export");
      }
      List<ReportedRun> reported = runs.stream().map(stored::read).toList();
      ExportJob export = new ExportJob(spark, OutputPath.of(spark, "--to", "a folder", to), runs);
      for (Table<?> table : Tables.ALL) {
        export.replace(table, TableReader.read(spark, store, table));
      }
      export.replace(
          ExportedPictures.NAME,
          ExportedPictures.SCHEMA,
          spark.createDataFrame(ExportedPictures.of(spark, reported), ExportedPictures.SCHEMA));
      spec.commandLine()
          .getOut()
          .println(
              String.format(
                  Locale.ROOT,
                  "exported %d run%s to %s, now %.2f MB",
                  runs.size(),
                  runs.size() == 1 ? "" : "s",
                  to,
                  export.bytes() / 1e6));
    }
    return 0;
  }
}
