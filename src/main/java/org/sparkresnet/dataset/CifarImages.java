package org.sparkresnet.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.cifar.DataFingerprint;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.cifar.FileScan;
import org.sparkresnet.cifar.PixelSums;
import org.sparkresnet.cifar.Thresholds;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.InputFiles;

/**
 * The images of some CIFAR-10 files, read and checked by the executors and cached there until
 * closed. One pass over the bytes. Driver only.
 */
public final class CifarImages implements AutoCloseable {
  private final CachedImages training;
  private final CachedImages test;
  private final ValidationSplit split;
  private final int trainingRecords;
  private final int testRecords;
  private final List<CheckResult> checks;
  private final String sha256;
  private final DataSummary summary;

  private CifarImages(
      CachedImages training,
      CachedImages test,
      ValidationSplit split,
      int trainingRecords,
      int testRecords,
      List<CheckResult> checks,
      String sha256,
      DataSummary summary) {
    this.training = training;
    this.test = test;
    this.split = split;
    this.trainingRecords = trainingRecords;
    this.testRecords = testRecords;
    this.checks = checks;
    this.sha256 = sha256;
    this.summary = summary;
  }

  /**
   * Reads and checks the training and test files that some paths name. Example ids count through
   * the files in their order: that of the paths, a glob's matches by path, a folder's files by
   * name.
   *
   * @param paths folders, files and globs on any Hadoop file systems
   * @param partitions parts in which the images are cached
   * @param heldOut how many training images are held out for validation
   * @return images whose {@link #checks} may have failed: the caller stores them and then refuses
   *     such images
   * @throws UserError of kind DATA for the first rule that names or lengths of the files break
   */
  public static CifarImages load(
      JavaSparkContext spark,
      List<String> paths,
      int partitions,
      int heldOut,
      Thresholds thresholds) {
    RecordFiles files = RecordFiles.list(spark.hadoopConfiguration(), paths);
    int trainingRecords = RecordFiles.records(files.training());
    if (heldOut < 0 || heldOut >= trainingRecords) {
      throw UserError.usage(
          "dataset.validation-examples must be at least 0 and below the %d training images, cannot be: %d"
              .formatted(trainingRecords, heldOut));
    }
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    JavaRDD<LoadedShard> training = read(spark, hadoop, files.training(), partitions);
    JavaRDD<LoadedShard> test = read(spark, hadoop, files.test(), partitions);
    List<List<FileScan>> trainingParts = training.map(LoadedShard::scans).collect();
    List<List<FileScan>> testParts = test.map(LoadedShard::scans).collect();
    List<FileScan> trainingScans = join(trainingParts);
    List<FileScan> testScans = join(testParts);
    List<CheckResult> checks = new ArrayList<>(files.checks());
    checks.addAll(DataChecks.run(trainingScans, testScans, thresholds));
    checks.add(DataChecks.checkTestImages(testScans));
    CifarImages images =
        new CifarImages(
            CachedImages.of(training, trainingParts),
            CachedImages.of(test, testParts),
            ValidationSplit.of(hashes(trainingScans, trainingRecords), heldOut),
            trainingRecords,
            RecordFiles.records(files.test()),
            List.copyOf(checks),
            DataFingerprint.sha256(trainingScans, testScans),
            DataSummary.of(
                trainingScans,
                testScans,
                training.map(LoadedShard::pixels).reduce(PixelSums::plus)));
    return images;
  }

  /** Whether a path that does not exist is a pattern for others. */
  public static boolean isGlob(String path) {
    return InputFiles.isGlob(path);
  }

  private static JavaRDD<LoadedShard> read(
      JavaSparkContext spark,
      Broadcast<SerializableConfiguration> hadoop,
      List<RecordFiles.RecordFile> files,
      int partitions) {
    int parts = Math.min(partitions, RecordFiles.records(files));
    return spark
        .parallelize(Slice.deal(files, parts), parts)
        .map(slices -> LoadedShard.read(slices, hadoop.value().value()))
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** One scan a file, in the order of the files. */
  private static List<FileScan> join(List<List<FileScan>> parts) {
    Map<String, List<FileScan>> byFile = new LinkedHashMap<>();
    for (List<FileScan> scans : parts) {
      scans.forEach(
          scan -> byFile.computeIfAbsent(scan.file(), file -> new ArrayList<>()).add(scan));
    }
    return byFile.values().stream().map(FileScan::join).toList();
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

  /** The images to train on. */
  public TrainingImages training(Normalization normalization) {
    return new TrainingImages(notHeldOut(), split, trainingExamples(), normalization);
  }

  /** The images to train on, as they are, to evaluate a model on. */
  public EvaluationImages trainingUnaltered(Normalization normalization) {
    return new EvaluationImages("train", notHeldOut(), trainingExamples(), normalization);
  }

  private JavaRDD<Shard> notHeldOut() {
    ValidationSplit heldOut = split;
    return training.images().map(images -> images.without(heldOut));
  }

  /** The images that are held out of training. */
  public EvaluationImages validation(Normalization normalization) {
    ValidationSplit heldOut = split;
    return new EvaluationImages(
        "validation",
        training.images().map(images -> images.only(heldOut)),
        heldOut.heldOut().length,
        normalization);
  }

  /** The test images. */
  public EvaluationImages test(Normalization normalization) {
    return new EvaluationImages("test", test.images(), testRecords, normalization);
  }

  /** How many images there are to train on. */
  public int trainingExamples() {
    return trainingRecords - split.heldOut().length;
  }

  /** The results of all data checks. */
  public List<CheckResult> checks() {
    return checks;
  }

  /** SHA-256 over all labels and images in order, in hex. */
  public String sha256() {
    return sha256;
  }

  /** Statistics of the training images, and the files. */
  public DataSummary summary() {
    return summary;
  }

  @Override
  public void close() {
    training.unpersist();
    test.unpersist();
  }
}
