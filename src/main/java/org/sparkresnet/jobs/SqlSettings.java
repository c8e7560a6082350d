package org.sparkresnet.jobs;

import java.util.Map;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * Settings of Spark SQL in a job's own session. A cluster's configuration sets them for its
 * queries: files cut into parts, dates of old calendars, missing files that are passed over. Tables
 * must not follow it, so the session has Spark's own defaults, and ours.
 */
final class SqlSettings {
  private static final Map<String, String> OURS =
      Map.of(
          // Tables are small: 200 shuffle partitions would only be empty tasks.
          "spark.sql.shuffle.partitions", "1",
          "spark.sql.adaptive.enabled", "false",
          // Compiling the queries of a run takes longer than interpreting them, which is as quick
          // on a million rows.
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.session.timeZone", "UTC",
          // A run id such as 2026 or 1e5 is a text.
          "spark.sql.sources.partitionColumnTypeInference.enabled", "false",
          "spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED",
          "spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED");

  private SqlSettings() {}

  /** Replaces the settings of a session, which must be the job's own. */
  static void reset(SparkSession own) {
    RuntimeConfig settings = own.conf();
    for (String key : JavaConverters.mapAsJavaMap(settings.getAll()).keySet()) {
      if (key.startsWith("spark.sql.") && settings.isModifiable(key)) {
        settings.unset(key);
      }
    }
    OURS.forEach(settings::set);
  }
}
