package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.TrainedStore;

/** The command score on the real slice, with a model trained on it. */
class ScoreCommandIT {
  private static final Path SLICE = Slice.FOLDER;
  private static final int RECORD = 3073;

  @TempDir private static Path shared;
  private static Path store;
  private static Commands commands;

  @TempDir private Path folder;

  @BeforeAll
  static void promoteAChampion() throws IOException {
    store = TrainedStore.copyTo(shared.resolve("store"));
    commands = new Commands(store);
    commands.good("models", "register", "seed-1");
    commands.good("promote", "v1", "--set", "registry.floor=0");
  }

  @Test
  void everyImageOfEveryFileHasOneRowWithItsPlaceAndTheModelsVersion() throws IOException {
    Path labelled = Files.copy(SLICE.resolve("test_batch.bin"), folder.resolve("a.bin"));
    Path bare = folder.resolve("b.bin");
    Files.write(bare, withoutLabels(SLICE.resolve("data_batch_1.bin")));
    Files.writeString(folder.resolve("notes.txt"), "no images");
    Result result =
        run("score", "--run-id", "nightly", "--model", "champion", "--input", folder.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .containsPattern(
            "cifar-10@v000001, ResNet-8 on 160 images of 2 files: accuracy [0-9.]+ % of 100 with"
                + " labels; [0-9.]+ s, [0-9,]+ images/s")
        .contains("tables: " + store + "/tables, run nightly");
    List<Row> rows = rows("nightly");
    assertThat(rows).extracting(row -> row.getLong(0)).isEqualTo(range(160));
    assertThat(rows)
        .allMatch(row -> row.getString(5).equals("cifar-10@v000001"))
        .allMatch(row -> row.getString(6).equals("score"));
    assertThat(rows.subList(0, 100))
        .allMatch(row -> row.getString(3).equals("file:" + labelled))
        .extracting(row -> row.getLong(4))
        .isEqualTo(range(100));
    assertThat(rows.subList(100, 160))
        .allMatch(row -> row.getString(3).equals("file:" + bare))
        .allMatch(row -> row.isNullAt(1))
        .extracting(row -> row.getLong(4))
        .isEqualTo(range(60));
    byte[] bytes = Files.readAllBytes(labelled);
    assertThat(rows.subList(0, 100))
        .extracting(row -> row.getInt(1))
        .isEqualTo(IntStream.range(0, 100).mapToObj(i -> (int) bytes[i * RECORD]).toList());
  }

  @Test
  void answersAreThoseOfTheEvaluationWithLabelsAndWithout() throws IOException {
    Path bare = folder.resolve("test.bin");
    Files.write(bare, withoutLabels(SLICE.resolve("test_batch.bin")));
    String model = store.resolve("runs/seed-1/model.zip").toString();
    assertThat(
            run("score", "--run-id", "bare", "--model", model, "--input", bare.toString()).code())
        .isZero();
    List<Row> scored = rows("bare");
    assertThat(scored).hasSize(100).allMatch(row -> row.isNullAt(5));
    assertThat(scored)
        .extracting(row -> row.getInt(2), row -> row.getDouble(7))
        .isEqualTo(
            spark()
                .sql(
                    "select predicted_id, probability from parquet.`"
                        + store
                        + "/tables/predictions` where run_id = 'seed-1' and split = 'test'"
                        + " order by example_id")
                .collectAsList()
                .stream()
                .map(row -> tuple(row.getInt(0), row.getDouble(1)))
                .toList());
  }

  @Test
  void theSameRunAgainReplacesItsRows() throws IOException {
    Path half = folder.resolve("half.bin");
    byte[] all = Files.readAllBytes(SLICE.resolve("test_batch.bin"));
    Files.write(half, Arrays.copyOf(all, 50 * RECORD));
    for (Path input : List.of(SLICE.resolve("test_batch.bin"), half)) {
      assertThat(
              run("score", "--run-id", "again", "--model", "v1", "--input", input.toString())
                  .code())
          .isZero();
    }
    assertThat(rows("again")).hasSize(50);
  }

  @Slow
  @Test
  void whatCannotBeScoredIsRefusedInOneLineAndLeavesNoRow() throws IOException {
    Path cut = folder.resolve("cut.bin");
    Files.write(cut, new byte[9000]);
    assertRefused(3, "file:" + cut + ": 9000 bytes is not a multiple of 3073", "champion", cut);
    assertRefused(3, folder + "/none: no such folder or file (--input)", "champion", "none");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertRefused(3, empty + ": no file *.bin (--input)", "champion", empty);
    Path bad = folder.resolve("bad.bin");
    byte[] bytes = Files.readAllBytes(SLICE.resolve("test_batch.bin"));
    bytes[99 * RECORD] = 77;
    Files.write(bad, bytes);
    assertRefused(3, "file:" + bad + ": record 99: label must be 0 to 9, is 77", "champion", bad);
    assertRefused(2, "cifar-10 has no version v000009", "v9", SLICE);
    assertThat(rows("refused")).isEmpty();
    assertThat(store.resolve("runs/refused")).doesNotExist();
  }

  @Test
  void aDamagedModelIsRefused() throws IOException {
    Path copy = folder.resolve("copy");
    Files.createDirectories(copy);
    for (String name : List.of("model.zip", "manifest.json", "config.conf")) {
      Files.copy(store.resolve("runs/seed-1/" + name), copy.resolve(name));
    }
    byte[] bytes = Files.readAllBytes(copy.resolve("model.zip"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(copy.resolve("model.zip"), bytes);
    assertRefused(
        3, copy + "/model.zip: SHA-256 must be ", copy.resolve("model.zip").toString(), SLICE);
  }

  /** An older model that was downloaded has its configuration beside it, without a SHA-256. */
  @Slow
  @Test
  void aConfigurationBesideAModelIsReadWithoutTrust() throws IOException {
    Path model = Files.createDirectories(folder.resolve("downloaded")).resolve("model.zip");
    copyAsEarlierVersionsWrote(store.resolve("runs/seed-1/model.zip"), model);
    Path config = model.resolveSibling("config.conf");
    for (String text :
        List.of(
            "include url(\"http://127.0.0.1:9/latest/meta-data\")",
            "include \"/etc/hostname\"",
            "dataset { mean = ",
            "registry.model = ${PATH}",
            "dataset.std = [0, 0, 0]")) {
      Files.writeString(config, text);
      Result result =
          run(
              "score",
              "--run-id",
              "refused",
              "--model",
              model.toString(),
              "--input",
              SLICE.toString());
      assertThat(result.code()).as(result.err()).isEqualTo(3);
      assertThat(result.err()).startsWith("error: ").contains(config.toString()).hasLineCount(1);
    }
  }

  /** Without the entries that describe the model. */
  private static void copyAsEarlierVersionsWrote(Path model, Path copy) throws IOException {
    try (ZipFile from = new ZipFile(model.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        if (!Set.of("spark-resnet.json", "normalizer.bin").contains(entry.getName())) {
          to.putNextEntry(new ZipEntry(entry.getName()));
          from.getInputStream(entry).transferTo(to);
          to.closeEntry();
        }
      }
    }
  }

  @Test
  void namesOfFilesNeitherBeginALineNorActOnTheTerminal() throws IOException {
    String name = "a\nerror, all is lost\u001b[2J\u2028\u202e.bin";
    String shown = "a\\nerror, all is lost\\u001b[2J\\u2028\\u202e.bin";
    Path cut = folder.resolve(name);
    Files.write(cut, new byte[9000]);
    assertRefused(3, "file:" + folder.resolve(shown) + ": 9000 bytes is not", "champion", cut);
    Path colon = folder.resolve("a\n: b.bin"); // which Hadoop cannot open
    Files.write(colon, new byte[RECORD]);
    assertRefused(
        3, "file:" + folder.resolve("a\\n: b.bin") + ": records 0 to 0", "champion", colon);
    Files.write(
        cut, Arrays.copyOf(Files.readAllBytes(SLICE.resolve("test_batch.bin")), 2 * RECORD));
    Result good =
        run("score", "--run-id", "named", "--model", "champion", "--input", cut.toString());
    assertThat(good.code()).as(good.err()).isZero();
    assertThat(rows("named"))
        .hasSize(2)
        .allMatch(row -> row.<String>getAs("source_file").endsWith("/" + shown));
  }

  private void assertRefused(int code, String message, String model, Object input) {
    Path path = folder.resolve(input.toString());
    Result result =
        run(
            "score",
            "--run-id",
            "refused",
            "--model",
            model,
            "--input",
            (input instanceof Path given ? given : path).toString());
    assertThat(result.err()).contains("error: " + message).hasLineCount(1);
    assertThat(result.code()).isEqualTo(code);
  }

  /** example, actual, predicted, file, record, version, split, probability. */
  private static List<Row> rows(String run) {
    return spark()
        .sql(
            "select example_id, actual_id, predicted_id, source_file, record_index,"
                + " model_version, split, probability from parquet.`"
                + store.resolve("tables/predictions")
                + "` where run_id = '"
                + run
                + "' order by example_id")
        .collectAsList();
  }

  private static SparkSession spark() {
    return LocalSpark.session();
  }

  private static List<Long> range(int size) {
    return IntStream.range(0, size).mapToObj(i -> (long) i).toList();
  }

  private static byte[] withoutLabels(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteArrayOutputStream bare = new ByteArrayOutputStream();
    for (int record = 0; record < bytes.length; record += RECORD) {
      bare.write(bytes, record + 1, RECORD - 1);
    }
    return bare.toByteArray();
  }

  private static Result run(String... args) {
    return commands.run(args);
  }
}
