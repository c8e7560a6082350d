package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.StoredTables;

/** The benchmark on the real slice; what it measures, not how fast. */
class BenchCommandIT {
  @TempDir private static Path store;

  private static Result bench(String... more) {
    List<String> args = new ArrayList<>(List.of("bench"));
    args.addAll(List.of("--set", Slice.DATA_PATH));
    args.addAll(List.of("--set", "model.depth=8"));
    args.addAll(List.of(more));
    return new Commands(store).run(args.toArray(String[]::new));
  }

  @Nightly
  @Test
  void everyFigureIsPrintedAndInTheTable() {
    Result result =
        bench("--seconds=0.1", "--batch=4", "--run-id=fast", "--set", "train.precision=float32");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("ResNet-8, batch 4, onednn layers", "2 cores", "commit")
        .contains("kernel bound, 2 x 1 thread", "2 workers, 1 thread each", "stock layers")
        .contains("Spark, 2 workers, averaged every 16", "input pipeline:")
        .contains("measurements of the 1-thread training bound:");

    List<Row> rows = new StoredTables(store).query("select * from bench where run_id = 'fast'");
    assertThat(rows)
        .extracting(BenchCommandIT::key)
        .containsExactly(
            "kernel_bound_training 4 1x1 null images/s false",
            "kernel_bound_training 4 2x1 null images/s false",
            "kernel_bound_inference 4 1x1 null images/s false",
            "kernel_bound_inference 4 2x1 null images/s false",
            "together_bound_training 4 2x1 null images/s true",
            "together_bound_inference 4 2x1 null images/s true",
            "kernel_operations 4 1x1 null GFLOP/s false",
            "matrix_operations 4 1x1 null GFLOP/s false",
            "kernel_share_of_matrix 4 1x1 null share false",
            "training 4 1x1 null images/s true",
            "training 4 1x2 null images/s true",
            "training 4 2x1 null images/s true",
            "inference 4 1x1 null images/s true",
            "inference 4 1x2 null images/s true",
            "inference 4 2x1 null images/s true",
            "stock_training 4 1x2 null images/s true",
            "stock_inference 4 1x2 null images/s true",
            "training_over_stock 4 2x1 null times false",
            "inference_over_stock 4 2x1 null times false",
            "training_share_of_together 4 2x1 null share false",
            "inference_share_of_together 4 2x1 null share false",
            "spark_training 4 2x1 1 images/s true",
            "spark_training 4 2x1 4 images/s true",
            "spark_training 4 2x1 16 images/s true",
            "spark_share_of_workers 4 2x1 1 share false",
            "spark_share_of_workers 4 2x1 4 share false",
            "spark_share_of_workers 4 2x1 16 share false",
            "input_seconds 4 2x1 null s false",
            "input_share 4 2x1 null share false");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.<Double>getAs("value")).isPositive().isFinite();
              assertThat(row.<String>getAs("network")).isEqualTo("ResNet-8");
              assertThat(row.<String>getAs("system"))
                  .matches(
                      row.<String>getAs("figure").matches("stock_.*")
                          ? "DL4J .* stock layers float32"
                          : "spark-resnet float32");
              if (row.getAs("share_of_bound") != null) {
                assertThat(row.<Double>getAs("share_of_bound")).isPositive().isFinite();
              }
            });
  }

  @Test
  void workersArePrintedAsLinesThatPeersTakes(@TempDir Path folder) throws IOException {
    Result workers = bench("workers", "--seconds", "0.1", "--batch", "4");
    assertThat(workers.code()).as(workers.err()).isZero();
    List<String> lines = workers.out().lines().toList();
    assertThat(lines).allMatch(line -> line.startsWith("{\"system\":\"spark-resnet\""));
    assertThat(lines).hasSizeBetween(2, 4).anyMatch(line -> line.contains("\"inference\""));

    Path file = Files.write(folder.resolve("lines"), lines);
    Result peers = bench("peers", file.toString(), "--run-id", "peers");
    assertThat(peers.code()).as(peers.err()).isZero();
    assertThat(peers.out()).contains("ResNet-8, batch 4", "spark-resnet float32");
    assertThat(
            new StoredTables(store)
                .query(
                    "select * from bench where run_id = 'peers' and figure = 'training'"
                        + " and system = 'spark-resnet float32'"))
        .hasSize(1);
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
        "--seconds | Infinity | --seconds must be above 0 and at most 86400, cannot be: Infinity",
        "--set | model.layers=stock | bench compares oneDNN's layers with stock ones:"
            + " model.layers cannot be stock here",
      })
  void refusesWhatItCannotMeasure(String option, String value, String message) {
    Result result = bench(option, value);
    assertThat(result.err()).isEqualToIgnoringNewLines("error: " + message);
    assertThat(result.code()).isEqualTo(2);
  }
}
