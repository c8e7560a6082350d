package org.sparkresnet.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.cifar.DataFileNames;
import org.sparkresnet.cifar.ForeignContent;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.InputFiles;

/**
 * List of CIFAR-10 files in folders, files and globs, in the order of {@link InputFiles}. Driver
 * only.
 *
 * @param checks results of the checks of names and lengths
 */
record RecordFiles(List<RecordFile> training, List<RecordFile> test, List<CheckResult> checks) {
  static final InputFiles INPUT =
      new InputFiles("data.path", DataFileNames.TRAINING_AND_TEST, false);

  private static final int MOST_NAME_BYTES = 10_000;

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
    InputFiles.Found found = INPUT.list(hadoop, paths);
    List<CheckResult> checks = new ArrayList<>();
    List<RecordFile> training = new ArrayList<>();
    List<RecordFile> test = new ArrayList<>();
    for (FileStatus file : found.files()) {
      String path = file.getPath().toString();
      checks.add(DataChecks.checkLength(path, file.getLen(), () -> beginning(hadoop, file)));
      (CifarFiles.isTest(file.getPath().getName()) ? test : training)
          .add(RecordFile.of(path, file.getLen(), true));
    }
    checks.addAll(0, DataChecks.checkFiles(String.join(", ", paths), training.size(), paths(test)));
    training.stream()
        .map(file -> new Path(file.path()).getParent())
        .distinct()
        .flatMap(
            folder -> DataChecks.classNames(folder.toString(), namesIn(hadoop, folder)).stream())
        .forEach(checks::add);
    if (!found.others().isEmpty()) {
      checks.add(DataChecks.otherFiles(found.others()));
    }
    DataChecks.requireUsable(checks);
    return new RecordFiles(List.copyOf(training), List.copyOf(test), List.copyOf(checks));
  }

  /** The lines of the file of class names in a folder; none without the file. */
  private static List<String> namesIn(Configuration hadoop, Path folder) {
    Path file = new Path(folder, CifarFiles.META_FILE);
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      return new String(in.readNBytes(MOST_NAME_BYTES), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw FileErrors.unreadable(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] beginning(Configuration hadoop, FileStatus file) {
    try (InputStream in = file.getPath().getFileSystem(hadoop).open(file.getPath())) {
      return in.readNBytes(ForeignContent.BYTES);
    } catch (IOException e) {
      throw FileErrors.unreadable(file.getPath() + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<String> paths(List<RecordFile> files) {
    return files.stream().map(RecordFile::path).toList();
  }

  static int records(List<RecordFile> files) {
    return files.stream().mapToInt(RecordFile::records).reduce(0, Math::addExact);
  }
}
