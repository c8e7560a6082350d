package org.sparkresnet.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.Locations;
import org.sparkresnet.UserError;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.DataChecks;

/**
 * The CIFAR-10 files of a folder on any Hadoop file system, in the order of their names. Driver
 * only.
 *
 * @param checks what was found out from names and lengths
 */
record RecordFiles(List<RecordFile> training, List<RecordFile> test, List<CheckResult> checks) {
  /** A file and its number of records. */
  record RecordFile(String path, String name, int records) {}

  /**
   * Lists a folder.
   *
   * @throws UserError of kind DATA if it cannot be read or a name or length breaks a rule
   */
  static RecordFiles list(Configuration hadoop, String folder) {
    List<FileStatus> found;
    try {
      Path path = new Path(folder);
      FileSystem files = Locations.fileSystem(path, hadoop);
      found = new ArrayList<>(Arrays.asList(files.listStatus(path)));
    } catch (FileNotFoundException e) {
      throw UserError.data(folder + ": no such folder (data.path)", e);
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.data(folder + ": cannot be read (data.path): " + e.getMessage(), e);
    }
    requireNoFolders(found);
    found.removeIf(FileStatus::isDirectory);
    found.sort(Comparator.comparing(file -> file.getPath().getName()));
    List<String> names = found.stream().map(file -> file.getPath().getName()).toList();
    List<CheckResult> checks = new ArrayList<>(DataChecks.checkFolder(folder, names));
    List<RecordFile> training = new ArrayList<>();
    List<RecordFile> test = new ArrayList<>();
    for (FileStatus file : found) {
      String name = file.getPath().getName();
      if (CifarFiles.isTraining(name) || CifarFiles.isTest(name)) {
        checks.add(DataChecks.checkLength(file.getPath().toString(), file.getLen()));
        int records = Math.toIntExact(file.getLen() / CifarFormat.RECORD_BYTES);
        (CifarFiles.isTest(name) ? test : training)
            .add(new RecordFile(file.getPath().toString(), name, records));
      }
    }
    DataChecks.requireUsable(checks);
    return new RecordFiles(List.copyOf(training), List.copyOf(test), List.copyOf(checks));
  }

  /** A folder in place of a file would be images that nobody misses. */
  private static void requireNoFolders(List<FileStatus> found) {
    for (FileStatus entry : found) {
      String name = entry.getPath().getName();
      if (entry.isDirectory() && (CifarFiles.isTraining(name) || CifarFiles.isTest(name))) {
        throw UserError.data(entry.getPath() + ": must be a file, is a folder");
      }
    }
  }

  static int records(List<RecordFile> files) {
    return files.stream().mapToInt(RecordFile::records).reduce(0, Math::addExact);
  }
}
