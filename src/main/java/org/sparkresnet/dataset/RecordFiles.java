package org.sparkresnet.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.cifar.DataFileNames;
import org.sparkresnet.cifar.ForeignContent;
import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.InputFiles;
import org.sparkresnet.pictures.Fit;

/**
 * List of CIFAR-10 files in folders, files and globs, in the order of {@link InputFiles}. Driver
 * only.
 *
 * @param test the last test file: an increment with fresh test images replaces the older ones, on
 *     which champions were chosen
 * @param names of the classes
 * @param fit way in which pictures became the images
 * @param checks results of the checks of names and lengths
 */
record RecordFiles(
    List<RecordFile> training,
    List<RecordFile> test,
    NamesBeside names,
    Fit fit,
    List<CheckResult> checks) {
  static final InputFiles INPUT =
      new InputFiles("data.path", DataFileNames.TRAINING_AND_TEST, false);

  /**
   * A file and its number of records.
   *
   * @param layout of the records
   */
  record RecordFile(String path, int records, RecordLayout layout) {
    static RecordFile of(String path, long length, RecordLayout layout) {
      return new RecordFile(path, Math.toIntExact(length / layout.recordBytes()), layout);
    }
  }

  /**
   * Lists the files.
   *
   * @param paths folders, files and globs
   * @param label that is read of CIFAR-100's records
   * @throws UserError of code DATA if one cannot be read, or a name or length breaks a rule
   */
  static RecordFiles list(Configuration hadoop, List<String> paths, Cifar100.Label label) {
    InputFiles.Found found = INPUT.list(hadoop, paths);
    List<Path> listed = found.files().stream().map(FileStatus::getPath).toList();
    NamesBeside names = NamesBeside.of(hadoop, listed, label);
    Fit fit = FitBeside.of(hadoop, listed);
    RecordLayout layout = names.layout();
    List<CheckResult> checks = new ArrayList<>();
    List<RecordFile> training = new ArrayList<>();
    List<RecordFile> test = new ArrayList<>();
    for (FileStatus file : found.files()) {
      String path = file.getPath().toString();
      checks.add(
          DataChecks.checkLength(layout, path, file.getLen(), () -> beginning(hadoop, file)));
      (CifarFiles.isTest(file.getPath().getName()) ? test : training)
          .add(RecordFile.of(path, file.getLen(), layout));
    }
    boolean cifar100 = layout == RecordLayout.FINE || layout == RecordLayout.COARSE;
    checks.addAll(
        0, DataChecks.checkFiles(cifar100, String.join(", ", paths), training.size(), paths(test)));
    names
        .file()
        .flatMap(file -> DataChecks.classNames(file.toString(), names.classes()))
        .ifPresent(checks::add);
    if (!found.others().isEmpty()) {
      checks.add(DataChecks.otherFiles(found.others()));
    }
    DataChecks.requireUsable(checks);
    return new RecordFiles(
        List.copyOf(training), List.of(test.get(test.size() - 1)), names, fit, List.copyOf(checks));
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
