package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.ddl.Dialect;
import org.sparkresnet.tables.ddl.TableDdl;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.tables.upkeep.TablesPreparation;
import org.sparkresnet.testing.LocalSpark;

/** Statements of {@code ddl} for Hive and for Spark, on a Hive metastore inside Spark. */
class HiveTablesClusterIT {
  private static final Path JARS = Path.of("target/hive/jars").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void theTablesAreFoundBeforeAndAfterACompactionAndWithANewMonth() throws Exception {
    Store store =
        Store.open(
            folder.resolve("store").toString(),
            LocalSpark.session().sparkContext().hadoopConfiguration());
    TablesPreparation.of(UnguardedStore.writer(store));
    TableWriter writer =
        new TableWriter(
            LocalSpark.session(), UnguardedStore.writer(store), () -> YearMonth.of(2026, 11));
    for (String run : List.of("a", "b")) {
      writer.replace(
          MetricRow.TABLE, new RunId(run), List.of(Examples.loss(1, 1), Examples.loss(2, 2)));
    }
    writer.replace(ParamRow.TABLE, new RunId("a"), List.of(new ParamRow("it's", "x")));
    List<String> arguments = new ArrayList<>(List.of(folder.resolve("store").toString()));
    for (Dialect dialect : List.of(Dialect.HIVE, Dialect.SPARK)) {
      String schema = "of_" + dialect.name().toLowerCase(java.util.Locale.ROOT);
      String text = new TableDdl(store, dialect, Optional.of(schema)).text();
      arguments.add(schema);
      arguments.add(Files.writeString(folder.resolve(schema + ".sql"), text).toString());
    }
    try (Stream<Path> jars = Files.list(JARS)) {
      Map<String, String> properties =
          Map.of(
              "spark.driver.extraClassPath",
              jars.map(Path::toString).collect(Collectors.joining(":")),
              "spark.sql.warehouse.dir",
              folder.resolve("warehouse").toString(),
              "spark.sql.shuffle.partitions",
              "1",
              "spark.sql.codegen.factoryMode",
              "NO_CODEGEN",
              "spark.sql.adaptive.enabled",
              "false",
              "spark.hadoop.javax.jdo.option.ConnectionURL",
              "jdbc:derby:;databaseName=" + folder.resolve("metastore") + ";create=true",
              "derby.system.home",
              folder.toString(),
              // Nobody will read the metastore after the process.
              "derby.system.durability",
              "test");
      try (DriverProcess process =
          DriverProcess.start(folder, HiveTables.class, "true", properties, arguments)) {
        assertThat(process.expect(0).out().lines()).containsExactlyElementsOf(expected());
      }
    }
  }

  private static List<String> expected() {
    List<String> lines = new ArrayList<>();
    for (String when : List.of("first", "compacted", "another")) {
      for (String schema : List.of("of_hive", "of_spark")) {
        for (Table<?> table : ResultTables.ALL) {
          int rows =
              switch (table.name()) {
                case "metrics" -> when.equals("another") ? 5 : 4;
                case "params" -> 1;
                default -> 0;
              };
          lines.add("%s %s.%s %d the run".formatted(when, schema, table.name(), rows));
        }
      }
    }
    return lines;
  }
}
