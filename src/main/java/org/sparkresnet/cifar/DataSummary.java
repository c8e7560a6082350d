package org.sparkresnet.cifar;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is kept of the data that a model was trained on, to compare later data with.
 *
 * @param trainingImages with those held out for validation
 * @param classCounts images of each class, by class id
 * @param channelMeans means of pixels / 255: red, green, blue
 * @param channelDeviations standard deviations of pixels / 255: red, green, blue
 * @param files every file read, in order, the training files first
 */
public record DataSummary(
    long trainingImages,
    List<Long> classCounts,
    List<Double> channelMeans,
    List<Double> channelDeviations,
    List<DataFile> files) {

  /** The channels, in the order of their means and deviations. */
  public static final List<String> CHANNELS = List.of("red", "green", "blue");

  /**
   * A file.
   *
   * @param sha256 of its labels and pixels, as {@link DataFingerprint}: the same for the same
   *     records under another name
   */
  public record DataFile(String file, long records, String sha256) {}

  public DataSummary {
    classCounts = List.copyOf(classCounts);
    channelMeans = List.copyOf(channelMeans);
    channelDeviations = List.copyOf(channelDeviations);
    files = List.copyOf(files);
  }

  /** Of data that were scanned. */
  public static DataSummary of(List<FileScan> training, List<FileScan> test, PixelSums pixels) {
    return new DataSummary(
        training.stream().mapToLong(FileScan::records).sum(),
        Arrays.stream(DataChecks.labelCounts(training)).boxed().toList(),
        List.of(pixels.mean(0), pixels.mean(1), pixels.mean(2)),
        List.of(
            pixels.standardDeviation(0), pixels.standardDeviation(1), pixels.standardDeviation(2)),
        Stream.concat(training.stream(), test.stream())
            .map(
                scan ->
                    new DataFile(
                        scan.file(),
                        scan.records(),
                        DataFingerprint.sha256(List.of(scan), List.of())))
            .toList());
  }

  /** Share of a class among the training images. */
  double share(int classId) {
    return (double) classCounts.get(classId) / trainingImages;
  }
}
