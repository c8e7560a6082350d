package org.sparkresnet.tables.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.upkeep.TablesPreparation;
import org.sparkresnet.testing.LocalSpark;

class TableDdlTest {
  @TempDir private Path root;
  private Store store;

  @BeforeEach
  void youngStore() {
    store = Store.open(root.toString(), LocalSpark.session().sparkContext().hadoopConfiguration());
    TablesPreparation.of(UnguardedStore.writer(store));
  }

  private String text(Dialect dialect) {
    return new TableDdl(store, dialect, Optional.of("results")).text();
  }

  @Test
  void eachDialectHasItsQuotesTypesAndPartitions() {
    assertThat(text(Dialect.HIVE))
        .startsWith("CREATE SCHEMA IF NOT EXISTS `results`;\n\n")
        .contains("CREATE EXTERNAL TABLE IF NOT EXISTS `results`.`metrics` (")
        .contains("`schema_version` int COMMENT 'version of the table\\'s columns, 1',")
        .contains("PARTITIONED BY (`month` string)\nSTORED AS PARQUET")
        .contains("LOCATION 'file:" + root + "/tables/metrics';")
        .contains("MSCK REPAIR TABLE `results`.`metrics`;");
    assertThat(text(Dialect.TRINO))
        .contains("\"started_at\" timestamp(3) COMMENT")
        .contains("\"schema_version\" integer COMMENT 'version of the table''s columns, 1'")
        .contains(
            "  \"month\" varchar\n)\nWITH (format = 'PARQUET', partitioned_by = ARRAY['month']")
        .contains("CALL system.sync_partition_metadata('results', 'metrics', 'FULL');");
    assertThat(text(Dialect.SPARK))
        .contains("`step` bigint COMMENT")
        .contains("USING parquet\nPARTITIONED BY (`month`)\nLOCATION");
    assertThat(new TableDdl(store, Dialect.TRINO, Optional.empty()).text())
        .startsWith("CREATE TABLE IF NOT EXISTS \"runs\" (")
        .contains("('default', 'runs', 'FULL')");
  }

  @Test
  void duckDbReadsTheViews() throws SQLException {
    new TableWriter(
            LocalSpark.session(), UnguardedStore.writer(store), () -> YearMonth.of(2026, 11))
        .replace(MetricRow.TABLE, new RunId("007"), List.of(Examples.loss(1, 2.5)));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(text(Dialect.DUCKDB));
      try (ResultSet rows =
          statement.executeQuery("select run_id, month, value from results.metrics")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("007");
        assertThat(rows.getString(2)).isEqualTo("2026-11");
        assertThat(rows.getDouble(3)).isEqualTo(2.5);
        assertThat(rows.next()).isFalse();
      }
      try (ResultSet rows = statement.executeQuery("select count(*) from results.scaling")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isZero();
      }
    }
  }

  @Test
  void aStoreWithoutTheseTablesIsRefusedInOneLine(@TempDir Path other) throws IOException {
    Store empty =
        Store.open(other.toString(), LocalSpark.session().sparkContext().hadoopConfiguration());
    assertRefused(empty, other + " has no tables yet; ");
    Files.createDirectories(root.resolve("tables/runs/run_id=a"));
    assertRefused(store, root + " has rows of earlier versions, which other programs do not find");
    Files.delete(root.resolve("tables/runs/run_id=a"));
    Files.createDirectories(root.resolve("tables_monthly/runs"));
    assertRefused(store, root + " has rows of earlier versions, which other programs do not find");
    assertThatThrownBy(() -> new TableDdl(store, Dialect.HIVE, Optional.of("a.b")))
        .hasMessage("--schema must be letters, digits and '_', the first no digit, cannot be: a.b");
  }

  private static void assertRefused(Store store, String message) {
    assertThatThrownBy(() -> new TableDdl(store, Dialect.HIVE, Optional.empty()).text())
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith(message)
        .hasMessageContaining("submit/local compact --store ")
        .message()
        .hasLineCount(1);
  }
}
