package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.sparkresnet.testing.LocalSpark;

class SqlSettingsTest {
  /** Settings of other people's clusters, each of which changed or broke a table. */
  private static final Map<String, String> CLUSTER =
      Map.of(
          "spark.sql.files.maxRecordsPerFile", "3",
          "spark.sql.files.ignoreMissingFiles", "true",
          "spark.sql.files.ignoreCorruptFiles", "true",
          "spark.sql.parquet.datetimeRebaseModeInWrite", "LEGACY",
          "spark.sql.session.timeZone", "Asia/Kathmandu",
          "spark.sql.caseSensitive", "true",
          "spark.sql.ansi.enabled", "true",
          "spark.sql.shuffle.partitions", "200");

  @Test
  void aJobsSessionHasSparksOwnDefaultsAndTheJobs() {
    SparkSession session = LocalSpark.session().newSession();
    CLUSTER.forEach(session.conf()::set);
    SqlSettings.reset(session);
    assertThat(session.conf().get("spark.sql.files.maxRecordsPerFile")).isEqualTo("0");
    assertThat(session.conf().get("spark.sql.files.ignoreMissingFiles")).isEqualTo("false");
    assertThat(session.conf().get("spark.sql.files.ignoreCorruptFiles")).isEqualTo("false");
    assertThat(session.conf().get("spark.sql.parquet.datetimeRebaseModeInWrite"))
        .isEqualTo("CORRECTED");
    assertThat(session.conf().get("spark.sql.session.timeZone")).isEqualTo("UTC");
    assertThat(session.conf().get("spark.sql.caseSensitive")).isEqualTo("false");
    assertThat(session.conf().get("spark.sql.ansi.enabled")).isEqualTo("false");
    assertThat(session.conf().get("spark.sql.shuffle.partitions")).isEqualTo("1");
    assertThat(session.conf().get("spark.sql.codegen.wholeStage")).isEqualTo("false");
  }

  @Test
  void theCallersSessionKeepsItsOwn() {
    SparkSession callers = LocalSpark.session().newSession();
    callers.conf().set("spark.sql.caseSensitive", "true");
    SparkSession own = SparkSessions.beside(callers);
    assertThat(own.conf().get("spark.sql.caseSensitive")).isEqualTo("false");
    assertThat(callers.conf().get("spark.sql.caseSensitive")).isEqualTo("true");
  }
}
