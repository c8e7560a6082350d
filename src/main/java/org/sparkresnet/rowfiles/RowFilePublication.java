package org.sparkresnet.rowfiles;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.Json;
import org.sparkresnet.files.AtomicFiles;

/**
 * Publishes a new version of a row file, after its sum; the first version before it. A reader that
 * has listed the old version finds the old rows or the new ones, or fails: it never finds fewer.
 *
 * <p>Spark keeps the length that it has listed, and takes only row groups whose middle lies below
 * it. A version with all middles below the shortest length that its name has had is renamed over
 * the old one, in one step. Another version gets a new name: the old file is made unreadable, the
 * new one appears, and the old one is deleted. No reader sees rows twice, or none, in between. A
 * version that waits since its publication was stopped goes last: until then a repair finishes it.
 *
 * @param runs rows by run, of merged rows; empty for a run's own
 */
public record RowFilePublication(AtomicFiles files, RowFiles names, SortedMap<String, Long> runs) {
  /** Content of a file that waits for its successor: any reader of tables fails on it. */
  static final String NOTICE = "These rows are being replaced. A repair completes it.\n";

  /** Publishes a file that was written and forced to disk. */
  public void publish(Path part) throws IOException {
    files.createFolders(names.folder());
    List<FileStatus> all = files.list(names.folder());
    List<FileStatus> waiting =
        all.stream().filter(file -> names.isWaiting(file.getPath().getName())).toList();
    publish(part, names.among(all), waiting);
    for (FileStatus file : waiting) {
      files.remove(file.getPath());
    }
  }

  private void publish(Path part, List<FileStatus> old, List<FileStatus> waiting)
      throws IOException {
    List<TableSum> before = before(old, waiting);
    TableSum.Content content = TableSum.Content.of(files, part);
    if (old.isEmpty()) {
      publishFirst(part, content, before);
      return;
    }
    Path current = old.get(0).getPath();
    long shortest = shortest(before, old.get(0));
    if (old.size() == 1 && content.footer().lastMiddle() < shortest) {
      announce(content, current, shortest, before);
      files.publish(part, current);
    } else {
      supersede(part, content, old, before);
    }
  }

  /** A sum without a file would be a file that went missing: it comes after the first version. */
  private void publishFirst(Path part, TableSum.Content content, List<TableSum> before)
      throws IOException {
    if (files.exists(names.sums())) {
      Path target = names.next();
      announce(content, target, Long.MAX_VALUE, before);
      files.publish(part, target);
    } else {
      files.publish(part, names.first());
      announce(content, names.first(), Long.MAX_VALUE, List.of());
    }
  }

  private void supersede(
      Path part, TableSum.Content content, List<FileStatus> old, List<TableSum> before)
      throws IOException {
    Path target = names.next();
    files.publish(part, names.waiting(target.getName()));
    announce(content, target, Long.MAX_VALUE, before);
    finish(target, old.stream().map(FileStatus::getPath).toList());
  }

  /**
   * Lets a waiting version appear under its name in place of others.
   *
   * @throws FileNotFoundException if it neither waits nor has appeared; the others stay
   */
  public void finish(Path target, List<Path> old) throws IOException {
    Path waiting = names.waiting(target.getName());
    if (!files.exists(waiting) && !files.exists(target)) {
      throw new FileNotFoundException(
          "neither %s nor %s is there".formatted(waiting.getName(), target.getName()));
    }
    for (Path file : old) {
      files.write(file, out -> out.write(NOTICE.getBytes(StandardCharsets.UTF_8)));
    }
    if (files.exists(waiting)) {
      files.publish(waiting, target);
    }
    for (Path file : old) {
      files.remove(file);
    }
  }

  /** Sums of the versions that are there: of those that wait, and of the newest file. */
  private List<TableSum> before(List<FileStatus> old, List<FileStatus> waiting) throws IOException {
    List<TableSum> known =
        SideFile.of(files::read, names.sums(), TableSum.Versions.class)
            .flatMap(SideFile::content) // damaged sums are written anew
            .map(TableSum.Versions::versions)
            .orElse(List.of());
    List<TableSum> present =
        new ArrayList<>(
            known.stream()
                .filter(
                    sum ->
                        isAmong(old, sum.file(), sum)
                            || isAmong(waiting, names.waiting(sum.file()).getName(), sum))
                .toList());
    if (old.isEmpty() || present.stream().anyMatch(sum -> isAmong(old, sum.file(), sum))) {
      return present;
    }
    try { // a file of an earlier version of this program, or one that was put there
      FileStatus file = old.get(0);
      TableSum.Content content = TableSum.Content.of(files, file.getPath());
      present.add(sum(content, file.getPath(), file.getLen()));
    } catch (ParquetFooter.NoParquetException e) {
      return present; // damaged, and replaced now
    }
    return present;
  }

  private static boolean isAmong(List<FileStatus> found, String name, TableSum sum) {
    return found.stream()
        .anyMatch(file -> file.getPath().getName().equals(name) && file.getLen() == sum.bytes());
  }

  private static long shortest(List<TableSum> before, FileStatus current) {
    return before.stream()
        .filter(sum -> sum.file().equals(current.getPath().getName()))
        .mapToLong(TableSum::shortest)
        .min()
        .orElse(current.getLen() == 0 ? Long.MAX_VALUE : current.getLen());
  }

  private void announce(TableSum.Content content, Path target, long shortest, List<TableSum> before)
      throws IOException {
    List<TableSum> versions = new ArrayList<>();
    versions.add(sum(content, target, shortest));
    before.stream()
        .filter(
            sum -> !sum.sha256().equals(content.sha256()) || !sum.file().equals(target.getName()))
        .forEach(versions::add);
    write(new TableSum.Versions(versions));
  }

  private TableSum sum(TableSum.Content content, Path file, long shortest) {
    return TableSum.of(content, file, shortest, runs);
  }

  /** Writes the sums. */
  public void write(TableSum.Versions versions) throws IOException {
    String text = Json.text(versions);
    files.write(names.sums(), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
