package org.sparkresnet.cifar;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Statistics of the data that a model was trained on, stored to compare later data with them.
 *
 * @param classes names of the classes
 * @param trainingImages number of training images, those held out for validation included
 * @param classCounts images of each class, by class id
 * @param channelMeans means of pixels / 255: red, green, blue
 * @param channelDeviations standard deviations of pixels / 255: red, green, blue
 * @param files every file read, in order, the training files first
 * @param testSample of the test images; empty in manifests of earlier versions
 */
public record DataSummary(
    ClassNames classes,
    long trainingImages,
    List<Long> classCounts,
    List<Double> channelMeans,
    List<Double> channelDeviations,
    List<DataFile> files,
    Optional<ImageSample> testSample) {

  /** The channels, in the order of their means and deviations. */
  public static final List<String> CHANNELS = List.of("red", "green", "blue");

  /**
   * A data file.
   *
   * @param sha256 of its bytes, in hex; empty in manifests of earlier versions
   * @param recordsSha256 fingerprint of its labels and pixels ({@link DataFingerprint})
   */
  public record DataFile(
      String file, long records, Optional<String> sha256, String recordsSha256) {}

  public DataSummary {
    classCounts = List.copyOf(classCounts);
    if (classCounts.size() != classes.size()) {
      throw new IllegalArgumentException(
          "%d classes need %d counts, there are: %d"
              .formatted(classes.size(), classes.size(), classCounts.size()));
    }
    channelMeans = List.copyOf(channelMeans);
    channelDeviations = List.copyOf(channelDeviations);
    files = List.copyOf(files);
    Objects.requireNonNull(testSample, "test_sample");
  }

  /**
   * Computes the statistics of scanned data.
   *
   * @param sha256 of the bytes of every file, in hex, by its name
   */
  public static DataSummary of(
      ClassNames classes,
      List<FileScan> training,
      List<FileScan> test,
      PixelSums pixels,
      Map<String, String> sha256) {
    return new DataSummary(
        classes,
        training.stream().mapToLong(FileScan::records).sum(),
        Arrays.stream(DataChecks.labelCounts(classes, training)).boxed().toList(),
        List.of(pixels.mean(0), pixels.mean(1), pixels.mean(2)),
        List.of(
            pixels.standardDeviation(0), pixels.standardDeviation(1), pixels.standardDeviation(2)),
        Stream.concat(training.stream(), test.stream())
            .map(
                scan ->
                    new DataFile(
                        scan.file(),
                        scan.records(),
                        Optional.of(sha256.get(scan.file())),
                        DataFingerprint.sha256(List.of(scan), List.of())))
            .toList(),
        Optional.of(ImageSample.of(test)));
  }

  /** SHA-256 of labels and pixels of the test images, whose file is the last. */
  public String testSha256() {
    return files.get(files.size() - 1).recordsSha256();
  }

  /** Share of a class among the training images. */
  double share(int classId) {
    return (double) classCounts.get(classId) / trainingImages;
  }
}
