package org.sparkresnet.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The result tables of a store, as plain Parquet files that any reader may open.
 *
 * @param store folder of the store
 */
public record StoredTables(Path store) {
  /** Rows of a run in a table; none if the table has none of the run. */
  public List<Row> rows(String table, String runId) {
    return Files.exists(store.resolve("tables/" + table))
        ? session()
            .read()
            .parquet(store.resolve("tables/" + table).toString())
            .filter(functions.col("run_id").equalTo(runId))
            .drop("month")
            .collectAsList()
        : List.of();
  }

  /**
   * The file of a run's own in a table of a store, or of merged rows.
   *
   * @param run a run id, or @merged
   */
  public static Path rowFile(Path store, String table, String run) {
    return find(store, table, run)
        .orElseThrow(() -> new AssertionError("no file of " + run + " in " + table));
  }

  /** The file of a run's own, if the run has one. */
  public static Optional<Path> find(Path store, String table, String run) {
    Path folder = store.resolve("tables/" + table);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(
              file ->
                  file.getFileName()
                      .toString()
                      .matches(Pattern.quote(run) + "(@[0-9a-f]{8})?\\.parquet"))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /** Session with views of its own, in which timestamps are instants. */
  private static SparkSession session() {
    SparkSession session = LocalSpark.session().newSession();
    session.conf().set("spark.sql.datetime.java8API.enabled", "true");
    return session;
  }
}
