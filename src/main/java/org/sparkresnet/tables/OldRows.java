package org.sparkresnet.tables;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.rowfiles.TableSum;
import org.sparkresnet.store.Store;

/**
 * Row files of a table in the layout of earlier versions. Of a run that has a folder of its own and
 * rows in a month's file, the folder counts.
 *
 * @param own whole files of runs: one, unless another program put more there
 * @param months whole files of months
 * @param damages what cannot be read
 */
public record OldRows(
    Table<?> table,
    SortedMap<String, List<FileStatus>> own,
    List<Month> months,
    List<TableDamage> damages) {

  /**
   * File of a month.
   *
   * @param sum with rows by run; empty for a file of the first versions
   */
  public record Month(YearMonth month, FileStatus file, Optional<TableSum> sum) {}

  /** Scans in which something is damaged: a compaction may have removed it in between. */
  private static final int ATTEMPTS = 3;

  /** Lists and checks the files; of runs' own ones those of some runs, if any are named. */
  static OldRows scan(
      Store store, Table<?> table, TableCheck.Depth depth, Optional<Collection<String>> runs) {
    OldRows found = once(store, table, depth, runs);
    for (int i = 1; i < ATTEMPTS && !found.damages.isEmpty(); i++) {
      found = once(store, table, depth, runs);
    }
    return found;
  }

  private static OldRows once(
      Store store, Table<?> table, TableCheck.Depth depth, Optional<Collection<String>> runs) {
    SortedMap<String, List<FileStatus>> own = new TreeMap<>();
    List<TableDamage> damages = new ArrayList<>();
    for (Path folder : OldFiles.runFolders(store, table)) {
      if (!FolderName.isValid(OldFiles.run(folder))) {
        store.list(folder).stream()
            .filter(FileStatus::isFile)
            .filter(file -> TableFiles.isRows(file.getPath().getName()))
            .forEach(file -> damages.add(TableDamage.foreign(table, file.getPath())));
      } else if (runs.isEmpty() || runs.get().contains(OldFiles.run(folder))) {
        List<FileStatus> files = scanRun(store, table, folder, depth, damages);
        if (!files.isEmpty()) {
          own.put(OldFiles.run(folder), files);
        }
      }
    }
    List<Month> months = new ArrayList<>();
    scanMonths(store, table, depth, months, damages);
    return new OldRows(table, own, List.copyOf(months), List.copyOf(damages));
  }

  private static List<FileStatus> scanRun(
      Store store, Table<?> table, Path folder, TableCheck.Depth depth, List<TableDamage> damages) {
    RowFiles names = OldFiles.ofRun(folder);
    TableCheck check =
        new TableCheck(store, table.name(), Optional.of(OldFiles.run(folder)), depth);
    List<FileStatus> files = new ArrayList<>();
    List<FileStatus> others = new ArrayList<>();
    List<FileStatus> present = new ArrayList<>();
    for (FileStatus file : store.list(folder)) {
      String name = file.getPath().getName();
      if (file.isFile() && TableFiles.isRows(name)) {
        (names.contains(name) ? present : others).add(file);
      }
    }
    if (!present.isEmpty() || store.exists(names.sums())) {
      TableCheck.Outcome outcome = check.check(names, present);
      outcome.file().ifPresent(files::add);
      outcome.damage().ifPresent(damages::add);
    }
    for (FileStatus file : others) {
      check
          .faultWithoutSum(file)
          .ifPresentOrElse(
              fault -> damages.add(check.damage(TableDamage.Kind.FOREIGN, file.getPath(), fault)),
              () -> files.add(file));
    }
    return List.copyOf(files);
  }

  private static void scanMonths(
      Store store,
      Table<?> table,
      TableCheck.Depth depth,
      List<Month> months,
      List<TableDamage> damages) {
    Path folder = OldFiles.monthly(store, table);
    SortedMap<YearMonth, List<FileStatus>> byMonth = new TreeMap<>();
    for (FileStatus file : store.list(folder)) {
      String name = file.getPath().getName();
      if (file.isFile() && OldFiles.isOfMonth(name)) {
        byMonth.computeIfAbsent(OldFiles.month(name), it -> new ArrayList<>()).add(file);
      } else if (file.isFile() && TableFiles.isRows(name)) {
        damages.add(TableDamage.foreign(table, file.getPath()));
      }
    }
    TableCheck check = new TableCheck(store, table.name(), Optional.empty(), depth);
    byMonth.forEach(
        (month, all) -> {
          List<FileStatus> present =
              all.stream().filter(file -> TableFiles.isRows(file.getPath().getName())).toList();
          TableCheck.Outcome outcome = check.check(OldFiles.ofMonth(folder, month), present);
          outcome.file().ifPresent(file -> months.add(new Month(month, file, outcome.sum())));
          outcome.damage().ifPresent(damages::add);
        });
  }

  /** Tells whether there are no files. */
  public boolean isEmpty() {
    return own.isEmpty() && months.isEmpty() && damages.isEmpty();
  }

  /** The same without what runs have that are in the tree of today. */
  OldRows without(Collection<String> runs) {
    SortedMap<String, List<FileStatus>> others = new TreeMap<>(own);
    others.keySet().removeAll(runs);
    return new OldRows(
        table,
        others,
        months,
        damages.stream()
            .filter(damage -> damage.run().isEmpty() || !runs.contains(damage.run().get()))
            .toList());
  }

  /** The same, of months and damages only those that may have rows of runs. */
  OldRows of(Collection<String> runs) {
    List<String> without = runs.stream().filter(run -> !own.containsKey(run)).toList();
    return new OldRows(
        table,
        own,
        months.stream()
            .filter(
                month ->
                    month.sum().isEmpty()
                        ? !without.isEmpty()
                        : without.stream()
                            .anyMatch(run -> month.sum().get().runs().containsKey(run)))
            .toList(),
        damages.stream()
            .filter(damage -> damage.mayHaveAny(damage.run().isPresent() ? runs : without))
            .toList());
  }

  /** Runs that have rows in files of months; reads the files without sums. */
  public Collection<String> runsOfMonths(SparkSession spark) {
    TreeSet<String> known = new TreeSet<>();
    List<Path> unknown = new ArrayList<>();
    for (Month month : months) {
      month
          .sum()
          .ifPresentOrElse(
              sum -> known.addAll(sum.runs().keySet()), () -> unknown.add(month.file().getPath()));
    }
    if (!unknown.isEmpty()) {
      SparkJobNames.step(
              spark.sparkContext(),
              "runs of table " + table.name(),
              () ->
                  RowFileReader.read(spark, table, unknown)
                      .select(Table.RUN_ID)
                      .distinct()
                      .collectAsList())
          .forEach(row -> known.add(row.getString(0)));
    }
    return known;
  }

  /**
   * Rows of the whole files, with the columns of {@link Table#readSchema()}; lazy.
   *
   * @param butFor runs that are in the tree of today
   */
  public Dataset<Row> rows(SparkSession spark, Collection<String> butFor) {
    SortedMap<Path, List<Path>> byFolder = new TreeMap<>(); // tables, and tables_1
    own.forEach(
        (run, files) -> {
          if (!butFor.contains(run)) {
            for (FileStatus file : files) {
              Path base = file.getPath().getParent().getParent();
              byFolder.computeIfAbsent(base, it -> new ArrayList<>()).add(file.getPath());
            }
          }
        });
    List<Dataset<Row>> parts = new ArrayList<>();
    byFolder.forEach(
        (base, files) -> parts.add(RowFileReader.ofPartitions(spark, table, base, files)));
    TreeSet<String> elsewhere = new TreeSet<>(butFor);
    elsewhere.addAll(own.keySet());
    damages.forEach(damage -> damage.run().ifPresent(elsewhere::add));
    parts.add(
        RowFileReader.read(
                spark, table, months.stream().map(month -> month.file().getPath()).toList())
            .filter(functions.not(functions.col(Table.RUN_ID).isin(elsewhere.toArray()))));
    return parts.stream().reduce(Dataset::union).orElseThrow();
  }
}
