package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.Split;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.pictures.Fit;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.UnreadableFileSystem;
import org.sparkresnet.testing.UserErrors;

class CifarImagesTest {
  private static final Path SLICE = Path.of("src/test/resources/cifar10-slice");
  private static final int TRAINING = 300;
  private static final int RECORD = 3073;
  private static final Normalization PLAIN =
      new Normalization(List.of(0., 0., 0.), List.of(1., 1., 1.));

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());

  @Test
  void loadsAndChecksTheSlice() {
    try (CifarImages images = load(SLICE, 3, 40)) {
      assertThat(images.checks())
          .filteredOn(check -> check.status() != CheckResult.Status.OK)
          .extracting(CheckResult::message)
          .containsExactly("test set: 100 images; the official test set has 10,000");
      assertThat(images.checks())
          .extracting(CheckResult::check)
          .contains(
              "training-files", "test-file", "length", "label", "classes", "test-in-training");
      assertThat(images.trainingExamples()).isEqualTo(260);
      assertThat(images.training(PLAIN).examples()).isEqualTo(260);
      assertThat(images.validation(PLAIN).examples()).isEqualTo(40);
      assertThat(images.validation(PLAIN).split()).isEqualTo(Split.VALIDATION);
      assertThat(images.test(PLAIN).examples()).isEqualTo(100);
      assertThat(images.test(PLAIN).split()).isEqualTo(Split.TEST);
    }
  }

  @Test
  void everyFileHasTheDigestThatTheShellShows() throws IOException {
    try (CifarImages images = load(SLICE, 3, 0)) {
      assertThat(images.summary().files()).hasSize(6);
      for (DataSummary.DataFile file : images.summary().files()) {
        assertThat(file.sha256()).contains(Sha256.ofFile(Path.of(URI.create(file.file()))));
        assertThat(file.recordsSha256()).matches("[0-9a-f]{64}").isNotEqualTo(file.sha256().get());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0", "3,40", "8,299"})
  void everyRecordIsInOneSetUnderItsPlaceInTheFiles(int partitions, int heldOut)
      throws IOException {
    try (CifarImages images = load(SLICE, partitions, heldOut)) {
      List<Shard> training = images.training(PLAIN).shards().collect();
      List<Shard> validation = images.validation(PLAIN).shards().collect();
      assertThat(Synthetic.ids(training)).hasSize(TRAINING - heldOut);
      assertThat(Synthetic.ids(validation)).hasSize(heldOut);
      Map<Long, byte[]> records = new HashMap<>();
      training.forEach(shard -> collect(shard, records));
      validation.forEach(shard -> collect(shard, records));
      assertThat(joined(records, TRAINING)).isEqualTo(trainingBytes());
      Map<Long, byte[]> test = new HashMap<>();
      images.test(PLAIN).shards().collect().forEach(shard -> collect(shard, test));
      assertThat(joined(test, 100)).isEqualTo(Files.readAllBytes(SLICE.resolve("test_batch.bin")));
    }
  }

  @Test
  void fingerprintAndSplitDoNotDependOnThePartitions() {
    Set<String> fingerprints = new HashSet<>();
    Set<List<Long>> splits = new HashSet<>();
    for (int partitions : new int[] {1, 2, 7, 1000}) {
      try (CifarImages images = load(SLICE, partitions, 25)) {
        fingerprints.add(images.sha256());
        long[] ids = Synthetic.ids(images.validation(PLAIN).shards().collect());
        splits.add(Arrays.stream(ids).sorted().boxed().toList());
      }
    }
    assertThat(fingerprints).hasSize(1).allMatch(sum -> sum.matches("[0-9a-f]{64}"));
    assertThat(splits).hasSize(1);
  }

  /** The last digit of the test loss depends on the parts. */
  @Test
  void partsOfTheTestImagesDoNotDependOnThePartitions() {
    for (int partitions : new int[] {1, 7}) {
      try (CifarImages images = load(SLICE, partitions, 0)) {
        assertThat(images.test(PLAIN).shards().map(Shard::size).collect()).containsExactly(100);
        assertThat(images.training(PLAIN).shards().getNumPartitions()).isEqualTo(partitions);
      }
    }
  }

  /** The last digits of a loss depend on the parts and their order. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void partsOfValidationAndUnalteredTrainingImagesDependOnTheirNumberAlone(
      int partitions, @TempDir Path root) throws IOException {
    List<Path> paths = new ArrayList<>(List.of(SLICE));
    for (int copy = 0; copy < 3; copy++) {
      for (int file = 1; file <= 5; file++) {
        String name = "data_batch_%d.bin".formatted(file);
        copy(name, root.resolve(copy + "/" + name));
      }
      paths.add(root.resolve(String.valueOf(copy)));
    }
    try (CifarImages images =
        CifarImages.load(
            spark,
            paths.stream().map(Path::toString).toList(),
            Cifar100.Label.FINE,
            partitions,
            1001,
            JobConfig.defaults().data().thresholds())) {
      List<Shard> others = images.trainingUnaltered(PLAIN).shards().collect();
      assertThat(others).extracting(Shard::size).containsExactly(199);
      assertThat(Synthetic.ids(others)).isSorted().doesNotHaveDuplicates();
      List<Shard> parts = images.validation(PLAIN).shards().collect();
      assertThat(parts).extracting(Shard::size).containsExactly(333, 334, 334);
      assertThat(Synthetic.ids(parts)).isSorted().doesNotHaveDuplicates();
      assertThat(images.validation(PLAIN).shards().rdd().getStorageLevel().useMemory())
          .as("cached")
          .isTrue();
    }
  }

  private static Path converted(Path folder, String conversion) throws IOException {
    FileUtils.copyDirectory(SLICE.toFile(), folder.toFile());
    Files.writeString(folder.resolve("conversion.json"), conversion);
    return folder;
  }

  @Test
  void theFitOfPicturesIsThatOfTheirConversion(@TempDir Path folder) throws IOException {
    try (CifarImages images = load(SLICE, 2, 0)) {
      assertThat(images.fit()).isEqualTo(Fit.CROP);
    }
    Path padded = converted(folder.resolve("padded"), "{\"fit\": \"pad\", \"filter\": \"x\"}");
    Path cropped = converted(folder.resolve("cropped"), "{\"fit\": \"crop\"}");
    Path other = converted(folder.resolve("other"), "{\"of\": \"another program\"}");
    for (List<Path> paths : List.of(List.of(padded), List.of(SLICE, padded, other))) {
      try (CifarImages images = load(paths)) {
        assertThat(images.fit()).isEqualTo(Fit.PAD);
      }
    }
    UserErrors.assertRefused(ExitCode.DATA, () -> load(List.of(padded, cropped)))
        .isEqualTo(
            "pictures of one data set must be converted with one --fit, are not: file:%s/conversion.json has pad and file:%s/conversion.json has crop (data.path)"
                .formatted(padded, cropped));
    Files.writeString(cropped.resolve("conversion.json"), "{\"fit\": \"stretch\"}");
    UserErrors.assertRefused(ExitCode.DATA, () -> load(List.of(cropped)))
        .contains("cropped/conversion.json: field fit must be", "stretch")
        .endsWith("; restore the file from a copy, or convert the pictures again");
  }

  private CifarImages load(List<Path> paths) {
    return CifarImages.load(
        spark,
        paths.stream().map(Path::toString).toList(),
        Cifar100.Label.FINE,
        2,
        0,
        JobConfig.defaults().data().thresholds());
  }

  @ParameterizedTest
  @CsvSource({"50000,2,2", "3,20,3", "698823,1,1", "698824,1,2", "2147483647,4,3074"})
  void noPartHasMoreRecordsThanAnArrayHolds(int records, int wanted, int parts) {
    assertThat(CifarImages.parts(RecordLayout.BYTE, records, wanted)).isEqualTo(parts);
  }

  @Test
  void aShardOfMoreImagesThanAnArrayHoldsIsRefused() {
    assertThatThrownBy(() -> new ShardBuilder(699_051))
        .isInstanceOf(UserError.class)
        .hasMessage("a shard must have at most 699050 images, cannot have: 699051");
  }

  @Test
  void closingFreesTheCache() {
    CifarImages images = load(SLICE, 2, 0);
    int cached = spark.getPersistentRDDs().size();
    images.close();
    assertThat(spark.getPersistentRDDs()).hasSize(cached - 3);
  }

  @Test
  void aFileThatCannotBeReadLeavesNothingInTheCache() throws Exception {
    Set<Integer> cached = Set.copyOf(spark.getPersistentRDDs().keySet());
    try (AutoCloseable errors =
        UnreadableFileSystem.begin(spark.hadoopConfiguration(), ".*/test_batch.bin", 0)) {
      assertThat(errors).isNotNull();
      assertThatThrownBy(() -> load(SLICE, 2, 0))
          .rootCause()
          .hasMessageContaining("Input/output error");
    }
    assertThat(cached).containsAll(spark.getPersistentRDDs().keySet());
  }

  @ParameterizedTest
  @CsvSource({"Permission denied, DATA", "Input/output error, STORAGE"})
  void aClassNamesFileThatCannotBeOpenedIsNotAbsent(
      String reason, ExitCode code, @TempDir Path folder) throws Exception {
    FileUtils.copyDirectory(SLICE.toFile(), folder.toFile());
    Path names = folder.resolve("batches.meta.txt");
    Files.writeString(names, "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    try (AutoCloseable refusing =
        UnreadableFileSystem.refuse(
            spark.hadoopConfiguration(), ".*/batches.meta.txt", 0, reason)) {
      assertThat(refusing).isNotNull();
      assertThatThrownBy(() -> load(folder, 2, 0))
          .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.exitCode()).isEqualTo(code))
          .hasMessageEndingWith(
              "batches.meta.txt: cannot be read: %s (%s)".formatted(names, reason));
    }
  }

  /** As one of a Spark that was stopped. */
  private JavaRDD<Integer> notToBeFreed() {
    JavaRDD<Integer> rdd = spark.parallelize(List.of(1));
    return new JavaRDD<>(rdd.rdd(), rdd.classTag()) {
      private static final long serialVersionUID = 1L;

      @Override
      public JavaRDD<Integer> unpersist(boolean blocking) {
        throw new IllegalStateException("Spark was stopped");
      }
    };
  }

  @Test
  void whatCannotBeFreedAfterAFailureHidesNoCause() {
    IllegalArgumentException cause = new IllegalArgumentException("the cause");
    CifarImages.free(notToBeFreed(), cause);
    assertThat(cause.getSuppressed())
        .singleElement()
        .satisfies(it -> assertThat(it).hasMessage("Spark was stopped"));
  }

  /** Without the cache everything is read again, as the parts of a lost executor are. */
  @Test
  void filesThatAreReadAgainMustBeWhatTheyWere(@TempDir Path folder) throws IOException {
    try (Stream<Path> files = Files.list(SLICE)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    CifarImages images = load(folder, 2, 0);
    images.close();
    assertThat(Synthetic.ids(images.training(PLAIN).shards().collect())).hasSize(TRAINING);
    Path file = folder.resolve("data_batch_5.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1]++;
    Files.write(file, bytes);
    assertThatThrownBy(() -> images.training(PLAIN).shards().collect())
        .hasRootCauseInstanceOf(UserError.class)
        .rootCause()
        .hasMessageMatching(
            ".*data_batch_5.bin: changed while the run used it, SHA-256 of its part read again is"
                + " [0-9a-f]{64}, was [0-9a-f]{64}; run again");
    assertThat(images.test(PLAIN).shards().collect()).hasSize(1);
  }

  /** The slice cut into a base and increments whose files have the same names. */
  @Test
  void severalFoldersAreOneSetWhoseIdsCountThroughAllFilesInOrder(@TempDir Path root)
      throws IOException {
    copy("data_batch_1.bin", root.resolve("base/data_batch_1.bin"));
    copy("data_batch_2.bin", root.resolve("base/data_batch_2.bin"));
    copy("test_batch.bin", root.resolve("base/test_batch.bin"));
    copy("data_batch_3.bin", root.resolve("increments/2026-11-01/data_batch_1.bin"));
    copy("data_batch_4.bin", root.resolve("increments/2026-11-02/data_batch_1.bin"));
    copy("data_batch_5.bin", root.resolve("increments/2026-11-02/data_batch_2.bin"));
    String fingerprint;
    try (CifarImages whole = load(SLICE, 3, 40)) {
      fingerprint = whole.sha256();
    }
    List<String> paths = List.of(root + "/base", root + "/increments/2026-*");
    try (CifarImages images =
        CifarImages.load(
            spark, paths, Cifar100.Label.FINE, 3, 40, JobConfig.defaults().data().thresholds())) {
      assertThat(images.sha256()).isEqualTo(fingerprint);
      Map<Long, byte[]> records = new HashMap<>();
      images.training(PLAIN).shards().collect().forEach(shard -> collect(shard, records));
      images.validation(PLAIN).shards().collect().forEach(shard -> collect(shard, records));
      assertThat(joined(records, TRAINING)).isEqualTo(trainingBytes());
      assertThat(images.checks())
          .filteredOn(check -> check.check().equals("training-files"))
          .extracting(CheckResult::message)
          .containsExactly("%s/base, %s/increments/2026-*: 5 training files".formatted(root, root));
      assertThat(images.checks())
          .filteredOn(check -> check.check().equals("label"))
          .extracting(CheckResult::file)
          .doesNotHaveDuplicates()
          .hasSize(6)
          .startsWith("file:" + root + "/base/data_batch_1.bin");
    }
  }

  @Test
  void aRepeatedImageIsToldWithTheFoldersOfBothFiles(@TempDir Path root) throws IOException {
    copy("data_batch_1.bin", root.resolve("more/data_batch_1.bin"));
    List<String> paths = List.of(SLICE.toString(), root + "/more/data_batch_1.bin");
    try (CifarImages images =
        CifarImages.load(
            spark, paths, Cifar100.Label.FINE, 2, 0, JobConfig.defaults().data().thresholds())) {
      assertThat(images.checks())
          .filteredOn(check -> check.check().equals("duplicate-images"))
          .extracting(CheckResult::message)
          .singleElement()
          .asString()
          .contains("60 images repeat an earlier image and its label; first: ")
          .contains("file:" + root + "/more/data_batch_1.bin record 0")
          .contains("cifar10-slice/data_batch_1.bin record 0");
    }
  }

  @Test
  void freshTestImagesOfALaterPathReplaceTheOlderOnes(@TempDir Path root) throws IOException {
    int fresh = 20;
    Files.createDirectories(root.resolve("more"));
    Files.write(
        root.resolve("more/test_batch.bin"),
        Arrays.copyOf(
            Files.readAllBytes(SLICE.resolve("test_batch.bin")),
            fresh * RecordLayout.BYTE.recordBytes()));
    List<String> paths = List.of(SLICE.toString(), root + "/more");
    try (CifarImages before = load(SLICE, 2, 0);
        CifarImages after =
            CifarImages.load(
                spark,
                paths,
                Cifar100.Label.FINE,
                2,
                0,
                JobConfig.defaults().data().thresholds())) {
      assertThat(after.test(PLAIN).examples()).isEqualTo(fresh);
      assertThat(after.summary().testSha256()).isNotEqualTo(before.summary().testSha256());
      assertThat(after.sha256()).as("data of a new night").isNotEqualTo(before.sha256());
      assertThat(after.summary().classCounts()).isEqualTo(before.summary().classCounts());
      assertThat(after.checks())
          .filteredOn(check -> check.check().equals("test-file"))
          .extracting(CheckResult::message)
          .singleElement()
          .asString()
          .contains("the last test file counts, file:" + root + "/more/test_batch.bin; passed");
    }
  }

  private static void copy(String name, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(SLICE.resolve(name), to);
  }

  /** Makes a good folder bad. */
  private interface Damage {
    void to(Path folder) throws IOException;
  }

  static List<Arguments> bad() {
    return List.of(
        bad("empty folder", folder -> clear(folder), "FOLDER: no training file data_batch*.bin"),
        bad(
            "missing test file",
            folder -> Files.delete(folder.resolve("test_batch.bin")),
            "FOLDER: the test file test_batch.bin is missing"),
        bad(
            "truncated file",
            folder -> cut(folder.resolve("data_batch_2.bin"), 60 * RECORD - 1),
            "file:FOLDER/data_batch_2.bin: 184379 bytes is not a multiple of 3073:"
                + " record 59 ends after 3072 bytes"),
        bad(
            "empty file",
            folder -> cut(folder.resolve("test_batch.bin"), 0),
            "file:FOLDER/test_batch.bin: the file is empty (0 bytes)"),
        bad(
            "label 200",
            folder -> label(folder.resolve("data_batch_4.bin"), 41, 200),
            "file:FOLDER/data_batch_4.bin: record 41: label must be 0 to 9, is 200"),
        bad(
            "label 10 in the test file",
            folder -> label(folder.resolve("test_batch.bin"), 99, 10),
            "file:FOLDER/test_batch.bin: record 99: label must be 0 to 9, is 10"),
        bad(
            "test images in the training set",
            folder ->
                Files.copy(folder.resolve("test_batch.bin"), folder.resolve("data_batch_6.bin")),
            "test set: 100 of 100 images (100.00 %) stand in the training set, refused above"
                + " 1.00 %; first: file:FOLDER/test_batch.bin record 0 (label 3) has the pixels of"
                + " file:FOLDER/data_batch_6.bin record 0 (label 3)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void rejects(String what, Damage damage, String message, @TempDir Path folder)
      throws IOException {
    try (var files = Files.list(SLICE)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    damage.to(folder);
    assertThatThrownBy(
            () -> {
              // What needs the records to be read is told by the checks, which a run also stores.
              try (CifarImages images = load(folder, 3, 0)) {
                DataChecks.requireUsable(images.checks());
              }
            })
        .as(what)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(message.replace("FOLDER", folder.toString()));
  }

  @Test
  void rejectsAFolderThatIsNotThere(@TempDir Path folder) {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> load(missing, 2, 0))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(missing + ": no such folder or file (data.path)");
  }

  @ParameterizedTest
  @CsvSource({"-1", "300", "50000"})
  void rejectsHoldingOutEverythingOrLessThanNothing(int heldOut) {
    assertThatThrownBy(() -> load(SLICE, 2, heldOut))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "dataset.validation-examples must be at least 0 and below the 300 training images,"
                + " cannot be: "
                + heldOut);
  }

  private CifarImages load(Path folder, int partitions, int heldOut) {
    return CifarImages.load(
        spark,
        List.of(folder.toString()),
        Cifar100.Label.FINE,
        partitions,
        heldOut,
        JobConfig.defaults().data().thresholds());
  }

  private static Arguments bad(String what, Damage damage, String message) {
    return Arguments.of(what, damage, message);
  }

  private static void clear(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static void cut(Path file, int length) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
  }

  private static void label(Path file, int record, int label) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[record * RECORD] = (byte) label;
    Files.write(file, bytes);
  }

  private static void collect(Shard shard, Map<Long, byte[]> records) {
    for (int i = 0; i < shard.size(); i++) {
      byte[] record = new byte[RECORD];
      record[0] = (byte) shard.labels()[i];
      System.arraycopy(shard.pixels(), i * Shard.IMAGE_BYTES, record, 1, Shard.IMAGE_BYTES);
      assertThat(records.put(shard.ids()[i], record)).isNull();
    }
  }

  private static byte[] joined(Map<Long, byte[]> records, int size) {
    assertThat(records).hasSize(size);
    byte[] joined = new byte[size * RECORD];
    LongStream.range(0, size)
        .forEach(id -> System.arraycopy(records.get(id), 0, joined, (int) id * RECORD, RECORD));
    return joined;
  }

  private static byte[] trainingBytes() throws IOException {
    byte[] joined = new byte[TRAINING * RECORD];
    for (int file = 0; file < 5; file++) {
      byte[] bytes = Files.readAllBytes(SLICE.resolve("data_batch_" + (file + 1) + ".bin"));
      System.arraycopy(bytes, 0, joined, file * bytes.length, bytes.length);
    }
    return joined;
  }
}
