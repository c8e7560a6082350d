package org.sparkresnet.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.cifar.DataFingerprint;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.cifar.FileScan;
import org.sparkresnet.cifar.PixelSums;
import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.cifar.Thresholds;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.common.Split;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.InputFiles;
import org.sparkresnet.pictures.Fit;

/**
 * Images of CIFAR-10 files, read and checked by the executors and cached there until this object is
 * closed. The bytes are read once. Driver only.
 */
public final class CifarImages implements AutoCloseable {
  private final NamesBeside names;
  private final Fit fit;
  private final CachedImages training;
  private final CachedImages test;
  private final HeldOutImages heldOut;
  private final JavaRDD<Shard> validation;
  private final int trainingRecords;
  private final int testRecords;
  private final List<CheckResult> checks;
  private final String sha256;
  private final DataSummary summary;

  private CifarImages(
      NamesBeside names,
      Fit fit,
      CachedImages training,
      CachedImages test,
      HeldOutImages heldOut,
      int trainingRecords,
      int testRecords,
      List<CheckResult> checks,
      String sha256,
      DataSummary summary) {
    this.names = names;
    this.fit = fit;
    this.training = training;
    this.test = test;
    this.heldOut = heldOut;
    // Evaluated after each epoch in these parts, whatever the partitions of the training images.
    this.validation = heldOut(training.images(), heldOut).persist(StorageLevel.MEMORY_AND_DISK());
    this.trainingRecords = trainingRecords;
    this.testRecords = testRecords;
    this.checks = checks;
    this.sha256 = sha256;
    this.summary = summary;
  }

  /**
   * Reads and checks the training and test files at the given paths; runs four Spark jobs. Example
   * ids count through the files in order: by the order of the paths, within a glob by path, within
   * a folder by name.
   *
   * @param paths folders, files and globs on any Hadoop file systems
   * @param label that is read of CIFAR-100's records
   * @param partitions number of partitions in which the training images are cached; more if they
   *     are too many for these
   * @param heldOut number of training images held out for validation
   * @return the images, whose {@link #checks} may contain failures: the caller stores the checks,
   *     then refuses such data
   * @throws UserError of code DATA if names or lengths of the files break a rule
   */
  public static CifarImages load(
      JavaSparkContext spark,
      List<String> paths,
      Cifar100.Label label,
      int partitions,
      int heldOut,
      Thresholds thresholds) {
    RecordFiles files = RecordFiles.list(spark.hadoopConfiguration(), paths, label);
    int trainingRecords = RecordFiles.records(files.training());
    if (heldOut < 0 || heldOut >= trainingRecords) {
      throw UserError.usage(
          "dataset.validation-examples must be at least 0 and below the %d training images, cannot be: %d"
              .formatted(trainingRecords, heldOut));
    }
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    JavaRDD<LoadedShard> training = read(spark, hadoop, files.training(), partitions);
    JavaRDD<LoadedShard> test =
        read(spark, hadoop, files.test(), Slice.evaluatedParts(RecordFiles.records(files.test())));
    try {
      training.persist(StorageLevel.MEMORY_AND_DISK());
      test.persist(StorageLevel.MEMORY_AND_DISK());
      return read(spark, hadoop, files, training, test, heldOut, thresholds);
    } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
      free(training, e); // nobody has an object that could be closed
      free(test, e);
      throw e;
    }
  }

  /** Frees images after a failure, which stays the one that counts: Spark may have been stopped. */
  static void free(JavaRDD<?> images, Throwable failure) {
    try {
      images.unpersist(false);
    } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
      failure.addSuppressed(e);
    }
  }

  private static CifarImages read(
      JavaSparkContext spark,
      Broadcast<SerializableConfiguration> hadoop,
      RecordFiles files,
      JavaRDD<LoadedShard> training,
      JavaRDD<LoadedShard> test,
      int heldOut,
      Thresholds thresholds) {
    int trainingRecords = RecordFiles.records(files.training());
    List<List<FileScan>> trainingParts =
        SparkJobNames.step(
            spark.sc(),
            "reading of %d training images".formatted(trainingRecords),
            () -> training.map(LoadedShard::scans).collect());
    List<List<FileScan>> testParts =
        SparkJobNames.step(
            spark.sc(),
            "reading of %d test images".formatted(RecordFiles.records(files.test())),
            () -> test.map(LoadedShard::scans).collect());
    List<FileScan> trainingScans = join(trainingParts);
    List<FileScan> testScans = join(testParts);
    ClassNames classes = files.names().classes();
    List<CheckResult> checks = new ArrayList<>(files.checks());
    checks.addAll(DataChecks.run(classes, trainingScans, testScans, thresholds));
    checks.add(DataChecks.checkTestImages(classes, testScans));
    return new CifarImages(
        files.names(),
        files.fit(),
        CachedImages.of(training, trainingParts),
        CachedImages.of(test, testParts),
        HeldOutImages.of(hashes(trainingScans, trainingRecords), heldOut),
        trainingRecords,
        RecordFiles.records(files.test()),
        List.copyOf(checks),
        DataFingerprint.sha256(trainingScans, testScans, classes),
        DataSummary.of(
            classes,
            trainingScans,
            testScans,
            SparkJobNames.step(
                spark.sc(),
                "mean of the training images",
                () -> training.map(LoadedShard::pixels).reduce(PixelSums::plus)),
            SparkJobNames.step(
                spark.sc(),
                "digests of the data files",
                () -> FileDigests.of(spark, hadoop, files))));
  }

  /**
   * Lists the files that {@link #load} reads. Runs no Spark job.
   *
   * @throws UserError of code DATA if one cannot be listed
   */
  public static List<FileStatus> files(Configuration hadoop, List<String> paths) {
    return RecordFiles.INPUT.list(hadoop, paths).files();
  }

  /** Tells whether a path is a glob pattern. */
  public static boolean isGlob(String path) {
    return InputFiles.isGlob(path);
  }

  private static JavaRDD<LoadedShard> read(
      JavaSparkContext spark,
      Broadcast<SerializableConfiguration> hadoop,
      List<RecordFiles.RecordFile> files,
      int partitions) {
    int parts = parts(files.get(0).layout(), RecordFiles.records(files), partitions);
    return spark
        .parallelize(Slice.deal(files, parts), parts)
        .map(slices -> LoadedShard.read(slices, hadoop.value().value()));
  }

  /** Number of parts: the wanted number, but none without a record and none with too many. */
  static int parts(RecordLayout layout, int records, int wanted) {
    int most = Slice.mostRecords(layout);
    int fewest = (int) (((long) records + most - 1) / most);
    return Math.min(Math.max(wanted, fewest), records);
  }

  /** Joins the scans of each file, in the order of the files. */
  private static List<FileScan> join(List<List<FileScan>> parts) {
    Map<String, List<FileScan>> byFile = new LinkedHashMap<>();
    for (List<FileScan> scans : parts) {
      scans.forEach(
          scan -> byFile.computeIfAbsent(scan.file(), file -> new ArrayList<>()).add(scan));
    }
    return byFile.values().stream().map(FileScan::join).toList();
  }

  /** The held-out images as a lazy RDD. */
  private static JavaRDD<Shard> heldOut(JavaRDD<Shard> images, HeldOutImages apart) {
    return evaluated(
        images.map(shard -> shard.only(apart)), apart.ids().length, () -> apart::index);
  }

  /** Images to evaluate a model on, lazily dealt to parts that their number alone determines. */
  private static JavaRDD<Shard> evaluated(
      JavaRDD<Shard> images, int count, DealtShards.Order order) {
    return DealtShards.of(images, count, Slice.evaluatedParts(count), order);
  }

  private static long[] hashes(List<FileScan> scans, int records) {
    long[] hashes = new long[records];
    int id = 0;
    for (FileScan scan : scans) {
      for (int i = 0; i < scan.records(); i++) {
        hashes[id++] = scan.imageHash(i);
      }
    }
    return hashes;
  }

  /** The training images without those held out. */
  public TrainingImages training(Normalization normalization) {
    return new TrainingImages(trainingShards(), heldOut, trainingExamples(), normalization);
  }

  /** The training images without those held out, not augmented, to evaluate a model on. */
  public EvaluationImages trainingUnaltered(Normalization normalization) {
    HeldOutImages apart = heldOut; // not this object, which cannot be serialised
    JavaRDD<Shard> dealt = evaluated(trainingShards(), trainingExamples(), () -> apart::denseIndex);
    return new EvaluationImages(Split.TRAIN, dealt, trainingExamples(), normalization);
  }

  /** The stored training images without those held out, in the parts in which they were read. */
  public JavaRDD<Shard> trainingShards() {
    HeldOutImages apart = heldOut; // not this object, which cannot be serialised
    return training.images().map(images -> images.without(apart));
  }

  /** The stored test images. */
  public JavaRDD<Shard> testShards() {
    return test.images();
  }

  /** The validation images: training images that are held out. */
  public EvaluationImages validation(Normalization normalization) {
    return new EvaluationImages(Split.VALIDATION, validation, heldOut.ids().length, normalization);
  }

  /** The test images. */
  public EvaluationImages test(Normalization normalization) {
    return new EvaluationImages(Split.TEST, test.images(), testRecords, normalization);
  }

  /** Number of training images without those held out. */
  public int trainingExamples() {
    return trainingRecords - heldOut.ids().length;
  }

  /** The results of all data checks. */
  public List<CheckResult> checks() {
    return checks;
  }

  /** Names of the classes. */
  public ClassNames classes() {
    return names.classes();
  }

  /** Way in which pictures became the images; cropped where nothing beside the data tells it. */
  public Fit fit() {
    return fit;
  }

  /** Line on the classes, and on the file that names them. */
  public String classesText() {
    return names.text();
  }

  /**
   * SHA-256 over all labels and images in order, and over class names that are not CIFAR-10's, in
   * hex.
   */
  public String sha256() {
    return sha256;
  }

  /** Statistics of the training images, and the list of files. */
  public DataSummary summary() {
    return summary;
  }

  @Override
  public void close() {
    try {
      validation.unpersist(false);
      validation.rdd().cleanShuffleDependencies(false);
    } finally {
      try {
        training.unpersist();
      } finally {
        test.unpersist();
      }
    }
  }
}
