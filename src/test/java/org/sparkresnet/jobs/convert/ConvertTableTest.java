package org.sparkresnet.jobs.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.pictures.Fit;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Pictures;
import org.sparkresnet.testing.Slow;

/** Parquet tables with pictures, as Spark and Hugging Face's library write them. */
class ConvertTableTest {
  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void open() {
    store = JobStore.in(folder.resolve("store"));
  }

  private Conversion convert(Path from, String to) {
    return convert(from, to, null, null);
  }

  private Conversion convert(Path from, String to, String image, String label) {
    return convert(from, to, 0.01, image, label);
  }

  private Conversion convert(Path from, String to, double mostDamaged) {
    return convert(from, to, mostDamaged, null, null);
  }

  private Conversion convert(Path from, String to, double mostDamaged, String image, String label) {
    return new ConvertJob(store.context())
        .run(
            new ConvertRequest(
                from.toString(),
                folder.resolve(to).toString(),
                Fit.CROP,
                0.2,
                mostDamaged,
                Optional.ofNullable(image),
                Optional.ofNullable(label)))
        .conversion();
  }

  private Path write(String name, DataType labelType, String image, String label, List<Row> rows) {
    StructType schema = new StructType().add(image, DataTypes.BinaryType).add(label, labelType);
    Path table = folder.resolve(name);
    LocalSpark.session()
        .createDataFrame(rows, schema)
        .repartition(3)
        .write()
        .parquet(table.toString());
    return table;
  }

  private static byte[] picture(int seed) {
    return Pictures.file(40, 40, seed, seed % 2 == 0 ? "png" : "jpg");
  }

  private static List<Row> rows(Object... labels) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(RowFactory.create(picture(i), labels[i % labels.length]));
    }
    return rows;
  }

  @Test
  void aTableOfBytesAndStringsGivesTheDataOfClassFoldersWithTheSamePictures() throws IOException {
    Conversion conversion =
        convert(write("table", DataTypes.StringType, "image", "label", rows("oak", "elm")), "data");
    assertThat(conversion.classes())
        .extracting(Conversion.ClassCount::name)
        .containsExactly("elm", "oak");
    for (int i = 0; i < 40; i++) {
      Path folderOfClass =
          Files.createDirectories(folder.resolve("trees").resolve(i % 2 == 0 ? "oak" : "elm"));
      Files.write(folderOfClass.resolve(i + ".picture"), picture(i));
    }
    convert(folder.resolve("trees"), "same");
    for (String file : List.of("test_batch.bin", "data_batch_1.bin", "batches.meta.txt")) {
      assertThat(folder.resolve("data").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("same").resolve(file));
    }
  }

  @Test
  void wholeNumbersAreClassesInTheirOrder() throws IOException {
    Path table = write("table", DataTypes.LongType, "content", "kind", rows(10L, 9L, -1L));
    Files.writeString(table.resolve("notes.txt"), "notes");
    Files.writeString(table.resolve("more.orc"), "orc");
    assertThat(convert(table, "data", "content", "kind").classes())
        .extracting(Conversion.ClassCount::name)
        .containsExactly("-1", "9", "10");
    assertThat(store.told())
        .anyMatch(it -> it.endsWith("because of its name: file:" + table + "/more.orc"));
  }

  @Test
  void filesThatSparkPassesOverAreRefusedAndOthersNamed() throws IOException {
    Path table = Files.createDirectories(folder.resolve("table"));
    Path more = Files.createDirectories(table.resolve("more")).resolve("b.parquet");
    writeHuggingFace(table.resolve("a.parquet"), 0, 30);
    writeHuggingFace(more, 30, 40);
    assertRefused(ExitCode.DATA, () -> convert(table, "data"))
        .isEqualTo(
            "file:%s: lies in the folder more, which is no partition (COLUMN=VALUE): move the file out of it, or give the folder as --from"
                .formatted(more));
    Path partition = Files.move(table.resolve("more"), table.resolve("tree=oak"));
    assertRefused(ExitCode.DATA, () -> convert(table, "data"))
        .isEqualTo(
            "file:%s/a.parquet: lies beside the partition tree=oak: move the file into a partition, or elsewhere (--from)"
                .formatted(table));
    Files.move(table.resolve("a.parquet"), partition.resolve("a.parquet"));
    for (String name : List.of("1.orc", "2.orc", "3.orc", "4.orc", "5.orc")) {
      Files.writeString(partition.resolve(name), "orc");
    }
    assertThat(convert(table, "data").pictures()).isEqualTo(40);
    assertThat(store.told())
        .contains(
            "warning: not read, because of its name: file:%1$s/1.orc, file:%1$s/2.orc, file:%1$s/3.orc and 2 more"
                .formatted(partition));
  }

  @Test
  void aLabelMayBeThePartition() {
    StructType schema =
        new StructType().add("image", DataTypes.BinaryType).add("label", DataTypes.StringType);
    Path table = folder.resolve("table");
    LocalSpark.session()
        .createDataFrame(rows("oak", "elm"), schema)
        .write()
        .partitionBy("label")
        .parquet(table.toString());
    table.resolve("_SUCCESS").toFile().delete();
    assertThat(convert(table, "data").classes())
        .extracting(Conversion.ClassCount::name)
        .containsExactly("elm", "oak");
  }

  @Test
  void structsNamesAndSplitOfHuggingFaceAreRead() throws IOException {
    Path table = Files.createDirectories(folder.resolve("table/data"));
    writeHuggingFace(table.resolve("train-00000-of-00001.parquet"), 0, 30);
    writeHuggingFace(table.resolve("test-00000-of-00001.parquet"), 30, 40);
    Conversion conversion = convert(table, "data");
    assertThat(conversion.classes())
        .containsExactly(
            new Conversion.ClassCount("oak", 15, 5), new Conversion.ClassCount("elm", 15, 5));
    assertThat(store.told()).contains("the split into files train-… and test-… is kept");
    convert(table.resolve("train-00000-of-00001.parquet"), "file");
  }

  @Test
  void filesOfOtherSplitsAreRefusedAndNotMixedWithThem() throws IOException {
    Path table = Files.createDirectories(folder.resolve("table"));
    writeHuggingFace(table.resolve("train-00000-of-00001.parquet"), 0, 30);
    Path validation = table.resolve("validation-00000-of-00001.parquet");
    writeHuggingFace(validation, 40, 44);
    assertRefused(ExitCode.DATA, () -> convert(table, "data"))
        .isEqualTo(
            "file:%s: has the files train-00000-of-00001.parquet and validation-00000-of-00001.parquet, but none named test-…: rename one, or give one of them as --from"
                .formatted(table));
    writeHuggingFace(table.resolve("test-00000-of-00001.parquet"), 30, 40);
    assertRefused(ExitCode.DATA, () -> convert(table, "data"))
        .isEqualTo(
            "file:%s: validation-00000-of-00001.parquet lies beside train-… and test-…, which are kept as the split: move it elsewhere (--from)"
                .formatted(table));
    Path training = table.resolve("train-00000-of-00001.parquet");
    Path elsewhere = Files.move(training, folder.resolve("elsewhere.parquet"));
    assertRefused(ExitCode.DATA, () -> convert(table, "data"))
        .isEqualTo(
            "file:%s: has the files test-00000-of-00001.parquet and validation-00000-of-00001.parquet, but none named train-…: rename one, or give one of them as --from"
                .formatted(table));
    Files.move(elsewhere, training);
    assertThat(folder.resolve("data")).doesNotExist();
    Files.delete(validation);
    Files.move(table.resolve("train-00000-of-00001.parquet"), table.resolve("train.parquet"));
    Files.move(table.resolve("test-00000-of-00001.parquet"), table.resolve("test.parquet"));
    assertThat(convert(table, "data").split()).isEqualTo("source");
  }

  @Test
  void aLabelWithoutANameIsNone() throws IOException {
    Path table = Files.createDirectories(folder.resolve("table"));
    writeHuggingFace(table.resolve("train-0.parquet"), 0, 30);
    writeHuggingFace(table.resolve("test-0.parquet"), 30, 40);
    writeHuggingFace(table.resolve("test-1.parquet"), 50, 52, -1);
    assertRefused(ExitCode.DATA, () -> convert(table, "data"))
        .contains("2 of 42 pictures (4.76 %) are damaged", "has no label");
    assertThat(convert(table, "data", 0.05).classes())
        .containsExactly(
            new Conversion.ClassCount("oak", 15, 5), new Conversion.ClassCount("elm", 15, 5));
  }

  @Test
  void pathsMayHaveAnyCharacters() throws IOException {
    Path place = Files.createDirectories(folder.resolve("my%20tables #1 [a-c] {x,y}"));
    Path named = Files.createDirectories(place.resolve("of names"));
    writeHuggingFace(named.resolve("train-0 of 1.parquet"), 0, 30);
    writeHuggingFace(named.resolve("test-0 of 1.parquet"), 30, 40);
    Conversion conversion = convert(named, "data");
    assertThat(conversion.split()).isEqualTo("source");
    assertThat(conversion.classes())
        .extracting(Conversion.ClassCount::name)
        .containsExactly("oak", "elm");
    convert(named.resolve("train-0 of 1.parquet"), "one");
  }

  @Slow
  @Test
  void aClustersSettingsChangeNoPicture() throws IOException {
    Path named = Files.createDirectories(folder.resolve("named"));
    writeHuggingFace(named.resolve("all.parquet"), 0, 40);
    Path broken = Files.createDirectories(folder.resolve("broken"));
    writeHuggingFace(broken.resolve("1.parquet"), 0, 30);
    Files.write(broken.resolve("2.parquet"), new byte[3_000]);
    SparkConf cluster = LocalSpark.session().sparkContext().conf();
    Map<String, String> settings =
        Map.of(
            "spark.sql.files.ignoreCorruptFiles", "true",
            "spark.sql.parquet.binaryAsString", "true",
            "spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    settings.forEach(cluster::set);
    try {
      assertThat(convert(named, "data").pictures()).isEqualTo(40);
      assertRefused(ExitCode.DATA, () -> convert(broken, "more")).contains("is damaged");
      Path table = folder.resolve("partitions");
      write("rows", DataTypes.LongType, "image", "label", rows(10L, 9L));
      LocalSpark.session()
          .read()
          .parquet(folder.resolve("rows").toString())
          .write()
          .partitionBy("label")
          .parquet(table.toString());
      assertThat(convert(table, "numbered").classes())
          .extracting(Conversion.ClassCount::name)
          .containsExactly("9", "10");
    } finally {
      settings.keySet().forEach(cluster::remove);
    }
  }

  private static void writeHuggingFace(Path file, int from, int to) throws IOException {
    writeHuggingFace(file, from, to, 0);
  }

  /**
   * @param hidden label of all pictures, if it is below 0
   */
  private static void writeHuggingFace(Path file, int from, int to, int hidden) throws IOException {
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message schema { optional group image { optional binary bytes; optional binary path"
                + " (UTF8); } optional int64 label; }");
    SimpleGroupFactory groups = new SimpleGroupFactory(type);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withType(type)
            .withExtraMetaData(
                java.util.Map.of(
                    "huggingface",
                    "{\"info\": {\"features\": {\"image\": {\"_type\": \"Image\"}, \"label\":"
                        + " {\"names\": [\"oak\", \"elm\"], \"_type\": \"ClassLabel\"}}}}"))
            .build()) {
      for (int i = from; i < to; i++) {
        Group row = groups.newGroup();
        row.addGroup("image")
            .append("bytes", Binary.fromConstantByteArray(picture(i)))
            .append("path", i + ".png");
        writer.write(row.append("label", hidden < 0 ? hidden : (long) (i % 2)));
      }
    }
  }

  @Test
  void rowsWithoutPictureOrLabelAreDamaged() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      rows.add(RowFactory.create(picture(i), i % 2 == 0 ? "oak" : "elm"));
    }
    rows.add(RowFactory.create(null, "oak"));
    rows.add(RowFactory.create(picture(3), null));
    Path table = write("table", DataTypes.StringType, "image", "label", rows);
    assertThat(convert(table, "data").damaged()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("data/damaged.csv"), StandardCharsets.UTF_8))
        .containsPattern("\"file:.*part-.*\\.parquet, row \\d+\",\"has no bytes\"")
        .contains("\"has no label\"");
  }

  @Slow
  @Test
  void tablesThatCannotBeUsedAreRefused() throws IOException {
    Path table = write("table", DataTypes.DoubleType, "image", "label", rows(1.0, 2.0));
    assertRefused(ExitCode.USAGE, () -> convert(table, "data"))
        .contains("--label-column must be of strings or whole numbers, label is of double");
    assertRefused(ExitCode.USAGE, () -> convert(table, "data", "picture", null))
        .contains("has no column picture, but image, label (--image-column)");
    assertRefused(ExitCode.USAGE, () -> convert(table, "data", "label", null))
        .contains("--image-column must be of bytes");
    Path one = write("one", DataTypes.StringType, "image", "label", rows("oak"));
    assertRefused(ExitCode.DATA, () -> convert(one, "data"))
        .contains("the column label must have 2 to 1,000 labels, has 1");
    Path bad = write("bad", DataTypes.StringType, "image", "label", rows("oak", "e\nlm"));
    assertRefused(ExitCode.DATA, () -> convert(bad, "data"))
        .contains("must not have control characters");
    Path file = Files.writeString(folder.resolve("pictures.zip"), "zip");
    assertRefused(ExitCode.DATA, () -> convert(file, "data"))
        .contains("must be a folder or a Parquet file, is a file");
    Path broken = Files.writeString(folder.resolve("broken.parquet"), "no table at all");
    assertRefused(ExitCode.DATA, () -> convert(broken, "data")).contains("broken.parquet");
    Path folderOfFolders = Files.createDirectories(folder.resolve("folders/oak"));
    Files.createDirectories(folder.resolve("folders/elm"));
    assertRefused(ExitCode.DATA, () -> convert(folderOfFolders.getParent(), "data", "image", null))
        .contains("is no Parquet table");
    Files.createDirectories(table.resolve("_delta_log"));
    assertRefused(ExitCode.DATA, () -> convert(table, "data")).contains("is a Delta table");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aDamagedTableIsNamed() throws IOException {
    Path table = write("table", DataTypes.StringType, "image", "label", rows("oak", "elm"));
    Path part;
    try (var files = Files.list(table)) {
      part = files.filter(it -> it.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(part);
    for (int i = 0; i < 200; i++) {
      bytes[1_000 + i] ^= 0x55;
    }
    Files.write(part, bytes);
    Files.deleteIfExists(part.resolveSibling("." + part.getFileName() + ".crc"));
    assertRefused(ExitCode.DATA, () -> convert(table, "data")).contains(table + ": is damaged");
    assertThat(folder.resolve("data")).doesNotExist();
  }
}
