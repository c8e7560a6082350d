package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;
import scala.collection.immutable.List$;
import scala.collection.immutable.Seq;

class SparkDefaultsTest {
  private static final String HIDDEN = "*********(redacted)";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.azure.account.key.box.dfs.core.windows.net",
        "spark.hadoop.fs.azure.sas.c.box.blob.core.windows.net",
        "spark.hadoop.google.cloud.auth.service.account.private.key",
        "spark.hadoop.fs.s3a.encryption.key",
        "spark.authenticate.secret",
        "spark.my.pwd",
      })
  void sparkHidesThisProjectsSecrets(String key) {
    assertThat(shown(new SparkConf(false), key)).isEqualTo(HIDDEN);
  }

  @Test
  void ordinarySettingsStayAndTheUsersOwnListIsAdded() {
    SparkConf conf = new SparkConf(false);
    assertThat(shown(conf, "spark.sql.session.timeZone")).isEqualTo("value");
    assertThat(shown(conf, "spark.my.colour")).isEqualTo("value");
    SparkConf own = new SparkConf(false).set("spark.redaction.regex", "(?i)colour");
    assertThat(shown(own, "spark.my.Colour")).isEqualTo(HIDDEN);
    assertThat(shown(own, "spark.my.pwd")).isEqualTo(HIDDEN);
    assertThat(shown(own, "spark.my.shape")).isEqualTo("value");
  }

  @Test
  void anEventLogIsCutIntoFilesWhereTheUserKeepsOneAndSaysNothingElse() {
    SparkConf without = new SparkConf(false);
    SparkDefaults.complete(without);
    assertThat(without.contains("spark.eventLog.rolling.enabled")).isFalse();
    SparkConf with = new SparkConf(false).set("spark.eventLog.enabled", "true");
    SparkDefaults.complete(with);
    assertThat(with.get("spark.eventLog.rolling.enabled")).isEqualTo("true");
    assertThat(with.getSizeAsBytes("spark.eventLog.rolling.maxFileSize")).isEqualTo(64 << 20);
    SparkConf own =
        new SparkConf(false)
            .set("spark.eventLog.enabled", "true")
            .set("spark.eventLog.rolling.enabled", "false")
            .set("spark.eventLog.rolling.maxFileSize", "20m");
    SparkDefaults.complete(own);
    assertThat(own.get("spark.eventLog.rolling.enabled")).isEqualTo("false");
    assertThat(own.get("spark.eventLog.rolling.maxFileSize")).isEqualTo("20m");
  }

  @Test
  void aSegmentWithoutRoomIsGivenUpInSecondsWhereTheUserSaysNothingElse() {
    package$ names = package$.MODULE$;
    SparkConf conf = new SparkConf(false);
    SparkDefaults.complete(conf);
    assertThat(conf.get(names.BARRIER_MAX_CONCURRENT_TASKS_CHECK_INTERVAL())).isEqualTo(1L);
    assertThat(conf.get(names.BARRIER_MAX_CONCURRENT_TASKS_CHECK_MAX_FAILURES())).isEqualTo(3);
    String failures = names.BARRIER_MAX_CONCURRENT_TASKS_CHECK_MAX_FAILURES().key();
    SparkConf own = new SparkConf(false).set(failures, "9");
    SparkDefaults.complete(own);
    assertThat(own.get(failures)).isEqualTo("9");
  }

  /** Value as Spark's event log and pages show it. */
  private static String shown(SparkConf conf, String key) {
    SparkDefaults.complete(conf);
    Seq<Tuple2<String, String>> one =
        List$.MODULE$.<Tuple2<String, String>>empty().$colon$colon(new Tuple2<>(key, "value"));
    return Utils.redact(conf, one).head()._2();
  }
}
