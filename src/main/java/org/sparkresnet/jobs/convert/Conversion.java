package org.sparkresnet.jobs.convert;

import java.util.List;

/**
 * Provenance of converted data, the file conversion.json beside them. Without a time, so that the
 * same pictures give the same bytes.
 *
 * @param source folder or table
 * @param fit crop or pad
 * @param filter by which pictures were reduced
 * @param split content, or source where it had one
 * @param testShare share by content
 * @param mostDamaged share that was allowed
 * @param training number of training images
 * @param test number of test images
 * @param damaged number of pictures that were not converted
 * @param duplicates images with the pixels of an earlier one
 * @param contradicting images whose pixels have another label, too
 * @param testInTraining test images whose pixels the training images have, too
 * @param javaVersion whose decoders were used
 */
public record Conversion(
    String source,
    String fit,
    String filter,
    String split,
    double testShare,
    double mostDamaged,
    int training,
    int test,
    int damaged,
    int duplicates,
    int contradicting,
    int testInTraining,
    List<ClassCount> classes,
    List<RecordFile> files,
    String appVersion,
    String gitCommit,
    String javaVersion) {
  /** Images of a class. */
  public record ClassCount(String name, int training, int test) {}

  /** File of records. */
  public record RecordFile(String name, int records, String sha256) {}

  /** Number of pictures that were found. */
  public int pictures() {
    return training + test + damaged;
  }
}
