package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.jobs.SparkSessions;

/** The benchmark on the real slice; what it measures, not how fast. */
class BenchCommandIT {
  @TempDir private static Path store;

  @BeforeAll
  static void chooseMaster() {
    LocalMaster.choose();
  }

  @AfterAll
  static void forgetMaster() {
    LocalMaster.forget();
  }

  private static Result bench(String... more) {
    List<String> args = new java.util.ArrayList<>(List.of("bench", "--store", store.toString()));
    args.addAll(List.of("--set", "data.path=src/test/resources/cifar10-slice"));
    args.addAll(List.of("--set", "model.depth=8"));
    args.addAll(List.of(more));
    return Result.of(args);
  }

  @Test
  void everyFigureIsPrintedAndInTheTable() {
    Result result = bench("--seconds", "1", "--batch", "16", "--run-id", "fast");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("ResNet-8, batch 16, onednn layers", "2 cores", "commit")
        .contains("kernel bound, 2 x 1 thread", "2 workers, 1 thread each", "stock layers")
        .contains("Spark, 2 workers, averaged every 16", "input pipeline:")
        .contains("measurements of the 1-thread training bound:");

    try (SparkSession spark = SparkSessions.open("query")) {
      List<Row> rows =
          spark.read().parquet(store.resolve("tables/bench").toString()).collectAsList();
      assertThat(rows)
          .extracting(BenchCommandIT::key)
          .containsExactly(
              "kernel_bound_training 16 1x1 null images/s false",
              "kernel_bound_training 16 2x1 null images/s false",
              "kernel_bound_inference 16 1x1 null images/s false",
              "kernel_bound_inference 16 2x1 null images/s false",
              "training 16 1x1 null images/s true",
              "training 16 1x2 null images/s true",
              "training 16 2x1 null images/s true",
              "inference 16 1x1 null images/s true",
              "inference 16 1x2 null images/s true",
              "inference 16 2x1 null images/s true",
              "stock_training 16 1x2 null images/s true",
              "stock_inference 16 1x2 null images/s true",
              "training_over_stock 16 2x1 null times false",
              "inference_over_stock 16 2x1 null times false",
              "spark_training 16 2x1 1 images/s true",
              "spark_training 16 2x1 4 images/s true",
              "spark_training 16 2x1 16 images/s true",
              "spark_share_of_workers 16 2x1 1 share false",
              "spark_share_of_workers 16 2x1 4 share false",
              "spark_share_of_workers 16 2x1 16 share false",
              "input_seconds 16 2x1 null s false",
              "input_share 16 2x1 null share false");
      assertThat(rows)
          .allSatisfy(
              row -> {
                assertThat(row.<Double>getAs("value")).isPositive().isFinite();
                assertThat(row.<String>getAs("network")).isEqualTo("ResNet-8");
                if (row.getAs("share_of_bound") != null) {
                  assertThat(row.<Double>getAs("share_of_bound")).isPositive().isFinite();
                }
              });
    }
  }

  private static String key(Row row) {
    return "%s %s %sx%s %s %s %s"
        .formatted(
            row.getAs("figure"),
            row.getAs("batch_size"),
            row.getAs("workers"),
            row.getAs("threads"),
            row.getAs("averaging_frequency"),
            row.getAs("unit"),
            row.getAs("share_of_bound") != null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--batch | 0 | --batch must be at least 1, cannot be: 0",
        "--batch | 151 | --batch must be at most a worker's share of the training images (150),"
            + " cannot be: 151",
        "--seconds | 0 | --seconds must be above 0, cannot be: 0.0",
        "--set | model.layers=stock | bench compares oneDNN's layers with stock ones:"
            + " model.layers cannot be stock here",
      })
  void refusesWhatItCannotMeasure(String option, String value, String message) {
    Result result = bench(option, value);
    assertThat(result.err()).isEqualToIgnoringNewLines("error: " + message);
    assertThat(result.code()).isEqualTo(2);
  }
}
