package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.StoredTables;

/** The scaling table on the real slice of 300 training and 100 test images. */
class ScalingBenchIT {
  private static final Path SLICE = Slice.FOLDER;

  @TempDir private static Path folder;

  private static Result run(Path data, String... command) {
    List<String> args = new ArrayList<>(Arrays.asList(command));
    args.addAll(List.of("--set", "data.path=" + data));
    args.addAll(List.of("--set", "model.depth=8", "--set", "train.epochs=2"));
    args.addAll(List.of("--set", "train.batch-size=32"));
    return new Commands(store()).run(args.toArray(String[]::new));
  }

  private static Result scale(String... options) {
    return run(SLICE, with("bench --scaling", options));
  }

  private static String[] with(String command, String... options) {
    return Stream.concat(Arrays.stream(command.split(" ")), Arrays.stream(options))
        .toArray(String[]::new);
  }

  private static Path store() {
    return folder.resolve("store");
  }

  private static List<Row> rows(String runId) {
    return rows("scaling", runId);
  }

  private static List<Row> rows(String table, String runId) {
    return new StoredTables(store()).rows(table, runId);
  }

  @Test
  @Slow
  void everyCellIsWhatTrainMakesWithTheSameSettings() throws IOException {
    Result result = scale("--run-id", "table", "--averaging-frequencies", "2,1");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("ResNet-8, minibatches of 32 (each worker) images, 2 epochs; 4 trainings")
        .contains(
            "images/s, test accuracy",
            "20 rounds in ",
            "speed-up",
            "efficiency",
            "every 1 ",
            "every 2 ",
            "100.0 %",
            "run table");

    List<Row> rows = rows("table");
    assertThat(rows)
        .as("300 images in minibatches of 32: 10 iterations an epoch with one worker, 5 with two")
        .extracting(
            row ->
                "%d workers, H %d, %.1f epochs, %d rounds, batch %d, rate %.1f, %s"
                    .formatted(
                        row.<Integer>getAs("workers"),
                        row.<Integer>getAs("averaging_frequency"),
                        row.<Double>getAs("epochs"),
                        row.<Long>getAs("rounds"),
                        row.<Integer>getAs("batch_size"),
                        row.<Double>getAs("learning_rate"),
                        row.getAs("network")))
        .containsExactly(
            "1 workers, H 1, 2.0 epochs, 20 rounds, batch 32, rate 0.1, ResNet-8",
            "2 workers, H 1, 2.0 epochs, 10 rounds, batch 32, rate 0.1, ResNet-8",
            "1 workers, H 2, 2.0 epochs, 10 rounds, batch 32, rate 0.1, ResNet-8",
            "2 workers, H 2, 2.0 epochs, 6 rounds, batch 32, rate 0.1, ResNet-8");
    assertThat(rows.get(0).<Double>getAs("efficiency")).isEqualTo(1);
    assertThat(rows.get(2).<Double>getAs("efficiency")).isEqualTo(1);
    assertThat(rows.get(3).<Double>getAs("efficiency"))
        .isEqualTo(
            rows.get(3).<Double>getAs("images_per_second")
                / (2 * rows.get(2).<Double>getAs("images_per_second")));
    assertThat(rows.get(0).<String>getAs("params_sha256"))
        .as("the averaging frequency does not matter to one worker")
        .isEqualTo(rows.get(2).getAs("params_sha256"));

    assertThat(rows("params", "table"))
        .as("what tells the table from one with other settings")
        .extracting(row -> row.<String>getAs("key") + "=" + row.<String>getAs("value"))
        .contains("train.outer.momentum=0", "model.depth=8");

    Result trained =
        run(
            SLICE,
            with(
                "train --run-id trained --set train.workers=2",
                "--set",
                "train.averaging-frequency=2"));
    assertThat(trained.code()).as(trained.err()).isZero();
    JsonNode summary =
        new ObjectMapper().readTree(store().resolve("runs/trained/summary.json").toFile());
    assertThat(rows.get(3).<String>getAs("params_sha256"))
        .isEqualTo(summary.get("params_sha256").asText());
    assertThat(rows.get(3).<Double>getAs("accuracy"))
        .isEqualTo(summary.get("test_accuracy").asDouble());
    assertThat(rows.get(3).<Double>getAs("loss")).isEqualTo(summary.get("test_loss").asDouble());
    assertThat(scale("--run-id", "trained").err())
        .isEqualToIgnoringNewLines(
            "error: --run-id must not be one of another command (train), cannot be: trained");
  }

  @Slow
  @Test
  void aTableThatWasStoppedGoesOnWithTheTrainingsItLacks() throws IOException {
    String[] first = {"--run-id", "parts", "--averaging-frequencies", "4", "--workers", "2"};
    assertThat(scale(first).code()).isZero();
    Row before = rows("parts").get(0);
    assertThat(before.isNullAt(before.fieldIndex("efficiency"))).as("no 1 worker yet").isTrue();

    Result other =
        scale("--run-id", "parts", "--averaging-frequencies", "4", "--set", "train.seed=2");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err())
        .isEqualToIgnoringNewLines(
            "error: run parts began with train.seed = 1, cannot go on with: 2;"
                + " choose another --run-id");
    Result otherData =
        run(
            otherImages(),
            with("bench --scaling --run-id parts --averaging-frequencies 4 --workers 1,2"));
    assertThat(otherData.code()).isEqualTo(3);
    assertThat(otherData.err()).contains("as when run parts began").hasLineCount(1);
    assertThat(rows("parts")).containsExactly(before);

    Result whole = scale("--run-id", "parts", "--averaging-frequencies", "4", "--workers", "1,2");
    assertThat(whole.code()).as(whole.err()).isZero();
    assertThat(whole.out())
        .contains("2 trainings, 1 of them to do")
        .contains("1 worker, averaged every 4")
        .doesNotContain("2 workers, averaged every 4");
    List<Row> after = rows("parts");
    assertThat(after).extracting(row -> row.<Integer>getAs("workers")).containsExactly(1, 2);
    assertThat(after.get(1).<Double>getAs("seconds")).isEqualTo(before.getAs("seconds"));
    assertThat(after.get(1).<Double>getAs("efficiency")).isPositive();
    // As if it had been killed between its last training and the row that says it has finished.
    Path last = StoredTables.rowFile(store(), "runs", "parts");
    Files.delete(last);
    Files.delete(last.resolveSibling("_sum-parts.json"));
    assertThat(scale("--run-id", "parts", "--averaging-frequencies", "4").out())
        .contains("0 of them to do", "speed-up");
    assertThat(rows("runs", "parts"))
        .extracting(row -> row.<String>getAs("status"))
        .containsExactly("FINISHED");
  }

  /** The slice with the first pixel of the first image changed. */
  private static Path otherImages() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other-images"));
    try (Stream<Path> files = Files.list(SLICE)) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (file.endsWith("data_batch_1.bin")) {
          bytes[1] = (byte) ~bytes[1];
        }
        Files.write(other.resolve(file.getFileName()), bytes);
      }
    }
    return other;
  }

  @Slow
  @Test
  void aTrainingThatDivergesIsARowAndTheOthersAreMeasured() {
    Result result =
        scale(
            with(
                "--run-id wild --workers 1,2,4 --averaging-frequencies 1",
                "--set",
                "train.learning-rate=3e18",
                "--set",
                "train.schedule=constant"));
    assertThat(result.code()).as(result.out()).isEqualTo(5);
    assertThat(result.out())
        .contains("note: 4 workers take turns on 2 task slots", "diverged")
        .contains("4 workers, averaged every 1");
    assertThat(result.err())
        .isEqualToIgnoringNewLines(
            "error: training diverged with 1 worker, averaged every 1;"
                + " 2 workers, averaged every 1; 4 workers, averaged every 1:"
                + " lower train.learning-rate");
    List<Row> rows = rows("wild");
    assertThat(rows).hasSize(3);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.isNullAt(row.fieldIndex("accuracy"))).isTrue();
              assertThat(row.isNullAt(row.fieldIndex("params_sha256"))).isTrue();
              assertThat(row.<Double>getAs("loss")).isNaN();
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--scaling --workers 0 | --workers must be at least 1, cannot be: 0",
        "--scaling --workers 1,two | Invalid value for option '--workers' (N): 'two' is not an"
            + " int; see spark-resnet bench --help",
        "--scaling --averaging-frequencies 4,-1 | --averaging-frequencies must be at least 1,"
            + " cannot be: -1",
        "--scaling --workers 1,301 | train.workers must be at most the number of training images"
            + " (300), cannot be: 301",
        "--scaling --workers 3 --set train.global-batch-size=64 | train.global-batch-size must be a"
            + " multiple of the 3 workers (train.workers), cannot be: 64",
        "--scaling --set train.iterations=9 | bench --scaling compares equal epochs:"
            + " train.iterations must be 0 (or train.global-batch-size set), cannot be: 9",
        "--scaling --batch 64 | --batch does not go with --scaling, which trains by the recipe"
            + " (train.batch-size, train.epochs, …)",
        "--workers 2 | --workers goes with --scaling only",
        "--averaging-frequencies 2 | --averaging-frequencies goes with --scaling only",
      })
  void refusesWhatItCannotMeasure(String options, String message) {
    Result result = run(SLICE, with("bench --run-id bad", options.split(" ")));
    assertThat(result.err()).isEqualToIgnoringNewLines("error: " + message);
    assertThat(result.code()).isEqualTo(2);
    assertThat(store().resolve("runs/bad")).doesNotExist();
  }
}
