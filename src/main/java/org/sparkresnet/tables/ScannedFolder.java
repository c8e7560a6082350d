package org.sparkresnet.tables;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.rowfiles.TableSum;
import org.sparkresnet.store.Store;

/** Lists and checks a folder of row files, again if a writer changes it meanwhile. */
final class ScannedFolder {
  /** Scans of a folder in which something is damaged: a writer may have replaced it in between. */
  private static final int ATTEMPTS = 3;

  private static final Pattern MONTH = Pattern.compile("_?(\\d{4}-\\d{2})(-\\d+)?\\.(parquet|sum)");

  private ScannedFolder() {}

  /**
   * File of a month.
   *
   * @param sum with rows by run; empty for a file of an earlier version of this program
   */
  record Month(YearMonth month, FileStatus file, Optional<TableSum> sum) {
    boolean mayHaveAny(Collection<String> runs) {
      return sum.isEmpty() || runs.stream().anyMatch(run -> sum.get().runs().containsKey(run));
    }
  }

  /** Whole files of a run, and what is damaged. */
  record Run(String run, List<FileStatus> files, List<TableDamage> damages) {
    boolean isEmpty() {
      return files.isEmpty() && damages.isEmpty();
    }
  }

  /** Whole files of months, and what is damaged. */
  record Months(List<Month> files, List<TableDamage> damages) {
    /** Those that may have rows of runs. */
    Months of(Collection<String> runs) {
      return new Months(
          files.stream().filter(month -> month.mayHaveAny(runs)).toList(),
          damages.stream()
              .filter(
                  damage ->
                      damage.lost().isEmpty()
                          || runs.stream()
                              .anyMatch(run -> damage.lost().get().runs().containsKey(run)))
              .toList());
    }
  }

  /** The month of a file of rows or of sums. */
  static YearMonth month(Path file) {
    Matcher name = MONTH.matcher(file.getName().replace(".next", ".sum"));
    if (!name.matches()) {
      throw new IllegalArgumentException(file + " is no month's file");
    }
    return YearMonth.parse(name.group(1));
  }

  static Run run(Store store, Table<?> table, Path folder, TableCheck.Depth depth) {
    return patiently(() -> runOnce(store, table, folder, depth), run -> run.damages.isEmpty());
  }

  static Months months(Store store, Table<?> table, TableCheck.Depth depth) {
    return patiently(() -> monthsOnce(store, table, depth), months -> months.damages.isEmpty());
  }

  private static <T> T patiently(Supplier<T> scan, Predicate<T> isWhole) {
    T found = scan.get();
    for (int i = 1; i < ATTEMPTS && !isWhole.test(found); i++) {
      found = scan.get();
    }
    return found;
  }

  private static Run runOnce(Store store, Table<?> table, Path folder, TableCheck.Depth depth) {
    String run = TableFiles.run(folder);
    RowFiles names = RowFiles.of(new Path(folder, TableFiles.PART));
    List<FileStatus> files = new ArrayList<>();
    List<TableDamage> damages = new ArrayList<>();
    TableCheck check = new TableCheck(store, table.name(), Optional.of(run), depth);
    List<FileStatus> others = new ArrayList<>();
    List<FileStatus> present = new ArrayList<>();
    boolean hasSums = false;
    for (FileStatus file : store.list(folder)) {
      String name = file.getPath().getName();
      hasSums |= file.getPath().equals(names.sums());
      if (file.isFile() && TableFiles.isRows(name)) {
        (names.contains(name) ? present : others).add(file);
      }
    }
    if (hasSums) {
      TableCheck.Outcome outcome = check.check(names, present);
      outcome.file().ifPresent(files::add);
      outcome.damage().ifPresent(damages::add);
    } else {
      others.addAll(present);
    }
    for (FileStatus file : others) { // of other programs, or of earlier versions of this one
      Optional<String> fault = check.faultWithoutSum(file);
      if (fault.isEmpty()) {
        files.add(file);
      } else {
        TableDamage.Kind kind =
            names.contains(file.getPath().getName())
                ? TableDamage.Kind.ROWS
                : TableDamage.Kind.FOREIGN;
        damages.add(check.damage(kind, file.getPath(), fault.get()));
      }
    }
    return new Run(run, List.copyOf(files), List.copyOf(damages));
  }

  private static Months monthsOnce(Store store, Table<?> table, TableCheck.Depth depth) {
    Path folder = TableFiles.monthly(store, table);
    SortedMap<String, List<FileStatus>> byMonth = new TreeMap<>();
    for (FileStatus file : store.list(folder)) {
      Matcher name = MONTH.matcher(file.getPath().getName());
      if (file.isFile() && name.matches()) {
        byMonth.computeIfAbsent(name.group(1), it -> new ArrayList<>()).add(file);
      }
    }
    List<Month> files = new ArrayList<>();
    List<TableDamage> damages = new ArrayList<>();
    TableCheck check = new TableCheck(store, table.name(), Optional.empty(), depth);
    byMonth.forEach(
        (month, all) -> {
          List<FileStatus> present =
              all.stream().filter(file -> !RowFiles.isSums(file.getPath().getName())).toList();
          RowFiles names = RowFiles.of(TableFiles.ofMonth(store, table, YearMonth.parse(month)));
          TableCheck.Outcome outcome = check.check(names, present);
          outcome
              .file()
              .ifPresent(file -> files.add(new Month(YearMonth.parse(month), file, outcome.sum())));
          outcome.damage().ifPresent(damages::add);
        });
    return new Months(List.copyOf(files), List.copyOf(damages));
  }
}
