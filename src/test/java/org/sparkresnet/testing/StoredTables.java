package org.sparkresnet.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The result tables of a store, as plain Parquet files that any reader may open.
 *
 * @param store folder of the store
 */
public record StoredTables(Path store) {
  /** Rows of a run in a table; none if the table has no file of the run. */
  public List<Row> rows(String table, String runId) {
    Path file = store.resolve("tables/" + table + "/run_id=" + runId);
    return Files.exists(file)
        ? session().read().parquet(file.toString()).collectAsList()
        : List.of();
  }

  /** Answer to a query in Spark SQL of tables that it names. */
  public List<Row> query(String sql) {
    SparkSession session = session();
    for (String table : store.resolve("tables").toFile().list()) {
      if (sql.matches("(?s).*\\b" + table + "\\b.*")) {
        session
            .read()
            .parquet(store.resolve("tables/" + table).toString())
            .createOrReplaceTempView(table);
      }
    }
    return session.sql(sql).collectAsList();
  }

  /** First number of the first row of an answer. */
  public long count(String sql) {
    return query(sql).get(0).getLong(0);
  }

  /** Session with views of its own, in which run ids are texts and timestamps are instants. */
  private static SparkSession session() {
    SparkSession session = LocalSpark.session().newSession();
    session.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    session.conf().set("spark.sql.datetime.java8API.enabled", "true");
    return session;
  }
}
