package org.sparkresnet.rowfiles;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.files.AtomicFiles;

/**
 * New files of a move of rows, as far as they are there: each under its hidden or its final name. A
 * copy of a store that was made during the move may have the plan and not them.
 */
record PlannedFiles(FileSource source, Path folder, List<Appearance> files) {
  /**
   * Looks for all of them.
   *
   * @param everyByte whether rows are compared with their sums, too
   * @return what is wrong, in words; empty if nothing is
   */
  Optional<String> fault(boolean everyByte) throws IOException {
    List<TableSum> sums = new ArrayList<>();
    for (Appearance file : files) {
      if (isRows(file)) {
        continue;
      }
      Optional<SideFile<TableSum.Versions>> read =
          SideFile.of(source, new Path(folder, file.hidden()), TableSum.Versions.class);
      if (read.isEmpty()) {
        read = SideFile.of(source, new Path(folder, file.name()), TableSum.Versions.class);
      }
      if (read.isEmpty()) {
        return missing(file);
      }
      if (read.get().content().isEmpty()) {
        return Optional.of("its new file %s: %s".formatted(file.name(), read.get().fault()));
      }
      sums.addAll(read.get().content().get().versions());
    }
    for (Appearance file : files) {
      if (isRows(file)) {
        Optional<String> fault = faultOfRows(file, sums, everyByte);
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isRows(Appearance file) {
    return file.name().endsWith(RowFiles.EXTENSION);
  }

  private Optional<String> faultOfRows(Appearance file, List<TableSum> sums, boolean everyByte)
      throws IOException {
    AtomicFiles.Reading<String> reading = in -> everyByte ? TableSum.digest(in) : "";
    Optional<String> sha256 = read(file.hidden(), reading);
    if (sha256.isEmpty()) {
      sha256 = read(file.name(), reading);
    }
    if (sha256.isEmpty()) {
      return missing(file);
    }
    Optional<TableSum> sum = sums.stream().filter(it -> it.file().equals(file.name())).findFirst();
    if (sum.isEmpty()) {
      return Optional.of("no sum of its new file %s is there".formatted(file.name()));
    }
    return everyByte && !sum.get().sha256().equals(sha256.get())
        ? Optional.of("its new file %s has another SHA-256 than its sum".formatted(file.name()))
        : Optional.empty();
  }

  private Optional<String> read(String name, AtomicFiles.Reading<String> reading)
      throws IOException {
    try {
      return Optional.of(source.read(new Path(folder, name), reading));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> missing(Appearance file) {
    return Optional.of("its new file %s is missing".formatted(file.name()));
  }
}
