package org.sparkresnet.tables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.common.Pause;
import org.sparkresnet.rowfiles.FolderSwap;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.rowfiles.TableSum;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * Whole row files of a folder of a month, and what is damaged.
 *
 * @param own files of runs
 * @param merged the file of merged rows
 */
record ScannedFolder(List<RowFile> own, Optional<RowFile> merged, List<TableDamage> damages) {
  /** Scans of a folder in which something is damaged: a writer may have replaced it in between. */
  private static final int ATTEMPTS = 3;

  /** Rows are moved or replaced in a moment; a job that dies in it leaves its lock, too. */
  private static final Duration LONGEST_MOVE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(100);

  /**
   * Scans a folder, again if a writer changes it meanwhile.
   *
   * @param isWanted which files of runs are read, by run; merged rows always are
   */
  static ScannedFolder scan(
      Store store,
      Table<?> table,
      Path folder,
      TableCheck.Depth depth,
      Predicate<String> isWanted) {
    long begin = System.nanoTime();
    ScannedFolder found = once(store, table, folder, depth, isWanted);
    for (int i = 1; !found.damages.isEmpty(); i++) {
      boolean isSoonWhole =
          depth == TableCheck.Depth.READING
              && found.isBeingPublished(store)
              && System.nanoTime() - begin < LONGEST_MOVE.toNanos();
      if (i >= ATTEMPTS && !isSoonWhole) {
        break;
      }
      Pause.of(PAUSE, "while a table was read");
      found = once(store, table, folder, depth, isWanted);
    }
    return found;
  }

  /** Tells whether a job that is alive makes old rows unreadable, and lets new ones appear. */
  private boolean isBeingPublished(Store store) {
    return damages.stream()
        .filter(damage -> damage.kind() == TableDamage.Kind.PUBLICATION)
        .flatMap(damage -> damage.run().stream())
        .anyMatch(run -> store.isWorkedOn(store.run(new RunId(run)), LONGEST_MOVE));
  }

  private static ScannedFolder once(
      Store store,
      Table<?> table,
      Path folder,
      TableCheck.Depth depth,
      Predicate<String> isWanted) {
    SortedMap<String, List<FileStatus>> byStem = new TreeMap<>();
    List<TableDamage> damages = new ArrayList<>();
    Optional<Path> marker = Optional.empty();
    boolean everyByte = depth == TableCheck.Depth.EVERY_BYTE;
    for (FileStatus file : settled(store, folder, everyByte)) {
      String name = file.getPath().getName();
      Optional<String> stem = RowFiles.stem(name);
      if (name.equals(FolderSwap.MARKER)) {
        marker = Optional.of(file.getPath());
      } else if (file.isFile() && stem.filter(ScannedFolder::isOurs).isPresent()) {
        byStem.computeIfAbsent(stem.get(), it -> new ArrayList<>()).add(file);
      } else if (file.isFile() && TableFiles.isRows(name)) {
        damages.add(TableDamage.foreign(table, file.getPath()));
      }
    }
    if (marker.isPresent()) {
      return new ScannedFolder(
          List.of(),
          Optional.empty(),
          List.of(TableDamage.swap(store, table, marker.get(), byStem.keySet(), everyByte)));
    }
    List<RowFile> own = new ArrayList<>();
    Optional<RowFile> merged = Optional.empty();
    for (String stem : byStem.keySet()) {
      boolean isMerged = stem.equals(RowFiles.MERGED);
      if (isMerged || isWanted.test(stem)) {
        RowFiles names = RowFiles.of(folder, stem);
        TableCheck check =
            new TableCheck(
                store, table.name(), isMerged ? Optional.empty() : Optional.of(stem), depth);
        TableCheck.Outcome outcome = check.check(names, names.among(byStem.get(stem)));
        outcome.damage().ifPresent(damages::add);
        if (outcome.file().isPresent()) {
          RowFile file = new RowFile(stem, outcome.file().get(), outcome.sum());
          if (isMerged) {
            merged = Optional.of(file);
          } else {
            own.add(file);
          }
        }
      }
    }
    return new ScannedFolder(List.copyOf(own), merged, List.copyOf(damages));
  }

  private static boolean isOurs(String stem) {
    return stem.equals(RowFiles.MERGED) || FolderName.isValid(stem);
  }

  /** The files of a folder in which no rows are being moved, if that ends soon. */
  private static List<FileStatus> settled(Store store, Path folder, boolean everyByte) {
    long begin = System.nanoTime();
    while (true) {
      boolean isWorkedOn = store.isWorkedOn(store.tables(), LONGEST_MOVE);
      List<FileStatus> files = SteadyListing.of(store, folder); // a lock goes after the marker
      if (files.stream().noneMatch(file -> file.getPath().getName().equals(FolderSwap.MARKER))
          || !isWorkedOn
          || cannotEnd(store, folder, everyByte)
          || System.nanoTime() - begin > LONGEST_MOVE.toNanos()) {
        return files;
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return files;
      }
    }
  }

  /**
   * A marker is written in one step, after the new files: one that cannot be read, or carried out,
   * will not be in a moment.
   */
  private static boolean cannotEnd(Store store, Path folder, boolean everyByte) {
    return FolderSwap.marker(store, folder)
        .filter(
            it ->
                it.content()
                    .map(plan -> FolderSwap.obstacle(store, folder, plan, everyByte).isPresent())
                    .orElse(true))
        .isPresent();
  }

  /**
   * File with rows.
   *
   * @param stem the run, or {@link RowFiles#MERGED}
   * @param sum empty if a writer is about to write it, or was stopped before it
   */
  record RowFile(String stem, FileStatus file, Optional<TableSum> sum) {}
}
