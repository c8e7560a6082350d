package org.sparkresnet.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.tables.upkeep.Compaction;

/**
 * Program that runs the statements of {@code ddl} on Spark with a Hive metastore, and tells how
 * many rows each table has: at first, after a compaction, and after a run in another month.
 */
final class HiveTables {
  private HiveTables() {}

  /**
   * Runs the statements.
   *
   * @param args the store, and for each schema its name and a file with its statements
   */
  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder().enableHiveSupport().getOrCreate();
    Store store = Store.open(args[0], spark.sparkContext().hadoopConfiguration());
    List<String> scripts = Arrays.asList(args).subList(1, args.length);
    tell("first", spark, scripts);
    new Compaction(spark, UnguardedStore.writer(store))
        .compact(ResultTables.ALL, YearMonth.of(2099, 1));
    tell("compacted", spark, scripts);
    new TableWriter(spark, UnguardedStore.writer(store), () -> YearMonth.of(2026, 12))
        .replace(MetricRow.TABLE, new RunId("another"), List.of(Examples.loss(1, 1)));
    tell("another", spark, scripts);
    spark.stop();
  }

  private static void tell(String when, SparkSession spark, List<String> scripts) throws Exception {
    for (int i = 0; i < scripts.size(); i += 2) {
      for (String statement : Files.readString(Path.of(scripts.get(i + 1))).split(";\\n", -1)) {
        if (!statement.isBlank()) {
          spark.sql(statement);
        }
      }
      for (Table<?> table : ResultTables.ALL) {
        String name = scripts.get(i) + "." + table.name();
        spark.sql("refresh table " + name);
        System.out.printf(
            "%s %s %d %s%n",
            when,
            name,
            spark.sql("select count(run_id) from " + name).first().getLong(0),
            spark.table(name).schema().apply("run_id").getComment().get());
      }
    }
  }
}
