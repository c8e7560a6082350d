package org.sparkresnet.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.sparkresnet.common.HumanText;

/** Counts over the rows that a scoring has written. */
record ScoredRows(long rows, long images, long labelled, long right) {
  /** Counts written rows; one Spark job. */
  static ScoredRows of(Dataset<Row> written) {
    Row counts =
        written
            .agg(
                count(lit(1)),
                countDistinct(col("example_id")),
                count(col("actual_id")),
                count(when(col("actual_id").equalTo(col("predicted_id")), 1)))
            .first();
    return new ScoredRows(
        counts.getLong(0), counts.getLong(1), counts.getLong(2), counts.getLong(3));
  }

  /** Requires one row an image: a lost or repeated task must not pass as another table. */
  ScoredRows requireOneRowAnImage(long expected) {
    if (rows != expected || images != expected) {
      throw new IllegalStateException(
          HumanText.format("wrote %,d rows of %,d images for %,d images", rows, images, expected));
    }
    return this;
  }
}
