package org.sparkresnet.testing;

import org.apache.spark.sql.SparkSession;
import org.sparkresnet.sql.ClassifierExtensions;

/** One small real session for all tests that need Spark: starting it is most of their time. */
public final class LocalSpark {
  private LocalSpark() {}

  /** The session, started at the first call. */
  public static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("tests")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", "target/spark-warehouse")
        .config("spark.sql.shuffle.partitions", "1")
        // Compiling a query takes longer than running it on a few rows.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.adaptive.enabled", "false")
        // Hadoop would give out again the file system that a test made without these settings.
        .config("spark.hadoop.fs.file.impl", QuickLocalFileSystem.class.getName())
        .config("spark.hadoop.fs.file.impl.disable.cache", "true")
        // A setting of the whole Spark, which every session has.
        .config("spark.sql.extensions", ClassifierExtensions.class.getName())
        // Far from UTC, so that a time zone that slips into a table shows.
        .config("spark.sql.session.timeZone", "Asia/Kolkata")
        .getOrCreate();
  }
}
