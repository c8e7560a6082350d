package org.sparkresnet.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.cifar.ImageSample;
import org.sparkresnet.common.Redaction;

/**
 * Fields of a {@link DataSummary} in a manifest, by the names of classes and channels; passwords in
 * the names of files are redacted.
 *
 * @param classNames absent in manifests of earlier versions, whose data are of CIFAR-10's classes
 * @param testSample absent in manifests of earlier versions
 */
record DataSummaryJson(
    @JsonProperty(defaultValue = "null") Optional<ClassNames> classNames,
    long trainingImages,
    Map<String, Long> classCounts,
    Map<String, Double> channelMeans,
    Map<String, Double> channelDeviations,
    List<DataFileJson> files,
    @JsonProperty(defaultValue = "null") Optional<ImageSample> testSample) {

  /**
   * Fields of a data file.
   *
   * @param recordsSha256 absent in manifests of earlier versions, which have it as {@code sha256}
   */
  record DataFileJson(
      String file,
      long records,
      Optional<String> sha256,
      @JsonProperty(defaultValue = "null") Optional<String> recordsSha256) {
    static DataFileJson of(DataSummary.DataFile file) {
      return new DataFileJson(
          Redaction.redact(file.file()),
          file.records(),
          file.sha256(),
          Optional.of(file.recordsSha256()));
    }

    DataSummary.DataFile dataFile() {
      return new DataSummary.DataFile(
          file,
          records,
          recordsSha256.isPresent() ? sha256 : Optional.empty(),
          recordsSha256.or(this::sha256).orElse(""));
    }
  }

  static DataSummaryJson of(DataSummary data) {
    return new DataSummaryJson(
        Optional.of(data.classes()),
        data.trainingImages(),
        named(data.classes().names(), data.classCounts()),
        named(DataSummary.CHANNELS, data.channelMeans()),
        named(DataSummary.CHANNELS, data.channelDeviations()),
        data.files().stream().map(DataFileJson::of).toList(),
        data.testSample());
  }

  DataSummary summary() {
    ClassNames classes = classNames.orElse(ClassNames.CIFAR_10);
    return new DataSummary(
        classes,
        trainingImages,
        inOrder(classes.names(), classCounts),
        inOrder(DataSummary.CHANNELS, channelMeans),
        inOrder(DataSummary.CHANNELS, channelDeviations),
        files.stream().map(DataFileJson::dataFile).toList(),
        testSample);
  }

  private static <T> Map<String, T> named(List<String> names, List<T> values) {
    Map<String, T> named = new LinkedHashMap<>();
    IntStream.range(0, names.size()).forEach(i -> named.put(names.get(i), values.get(i)));
    return named;
  }

  private static <T> List<T> inOrder(List<String> names, Map<String, T> values) {
    return names.stream()
        .map(
            name ->
                Optional.ofNullable(values.get(name))
                    .orElseThrow(
                        () -> new IllegalArgumentException("field " + name + " is missing")))
        .toList();
  }

  /** Conversion for Jackson, on writing. */
  static final class Writing
      extends StdConverter<Optional<DataSummary>, Optional<DataSummaryJson>> {
    @Override
    public Optional<DataSummaryJson> convert(Optional<DataSummary> data) {
      return data.map(DataSummaryJson::of);
    }
  }

  /** Conversion for Jackson, on reading. */
  static final class Reading
      extends StdConverter<Optional<DataSummaryJson>, Optional<DataSummary>> {
    @Override
    public Optional<DataSummary> convert(Optional<DataSummaryJson> json) {
      return json.map(DataSummaryJson::summary);
    }
  }
}
