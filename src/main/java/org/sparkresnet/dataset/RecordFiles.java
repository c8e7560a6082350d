package org.sparkresnet.dataset;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.InputFiles;

/**
 * List of CIFAR-10 files in folders, files and globs, in the order of {@link InputFiles}. Driver
 * only.
 *
 * @param checks results of the checks of names and lengths
 */
record RecordFiles(List<RecordFile> training, List<RecordFile> test, List<CheckResult> checks) {
  private static final InputFiles INPUT =
      new InputFiles(
          "data.path",
          name -> CifarFiles.isTraining(name) || CifarFiles.isTest(name),
          "data_batch*.bin or " + CifarFiles.TEST_FILE,
          false);

  /**
   * A file and its number of records.
   *
   * @param labelled whether a record begins with a label
   */
  record RecordFile(String path, int records, boolean labelled) {
    static RecordFile of(String path, long length, boolean labelled) {
      int bytes = labelled ? CifarFormat.RECORD_BYTES : CifarFormat.PIXEL_BYTES;
      return new RecordFile(path, Math.toIntExact(length / bytes), labelled);
    }
  }

  /**
   * Lists the files.
   *
   * @param paths folders, files and globs
   * @throws UserError of code DATA if one cannot be read, a name or length breaks a rule, or there
   *     are two test files
   */
  static RecordFiles list(Configuration hadoop, List<String> paths) {
    List<FileStatus> found = INPUT.list(hadoop, paths);
    List<CheckResult> checks = new ArrayList<>();
    List<RecordFile> training = new ArrayList<>();
    List<RecordFile> test = new ArrayList<>();
    for (FileStatus file : found) {
      String path = file.getPath().toString();
      checks.add(DataChecks.checkLength(path, file.getLen()));
      (CifarFiles.isTest(file.getPath().getName()) ? test : training)
          .add(RecordFile.of(path, file.getLen(), true));
    }
    checks.addAll(0, DataChecks.checkFiles(String.join(", ", paths), training.size(), paths(test)));
    DataChecks.requireUsable(checks);
    return new RecordFiles(List.copyOf(training), List.copyOf(test), List.copyOf(checks));
  }

  private static List<String> paths(List<RecordFile> files) {
    return files.stream().map(RecordFile::path).toList();
  }

  static int records(List<RecordFile> files) {
    return files.stream().mapToInt(RecordFile::records).reduce(0, Math::addExact);
  }
}
