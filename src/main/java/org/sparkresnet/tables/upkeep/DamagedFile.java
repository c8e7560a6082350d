package org.sparkresnet.tables.upkeep;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.files.FileChange;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.rowfiles.Appearance;
import org.sparkresnet.rowfiles.FolderSwap;
import org.sparkresnet.rowfiles.RowFilePublication;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.rowfiles.SideFile;
import org.sparkresnet.rowfiles.TableSum;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.OldFiles;
import org.sparkresnet.tables.TableDamage;

/**
 * Mends or takes away a damaged row file. What is taken away is kept under {@code tables_damaged},
 * where no reader of tables looks. Driver only.
 */
public final class DamagedFile {
  private final StoreWriter writer;
  private final Store store;
  private final TableDamage damage;
  private final RowFiles names;

  /**
   * @param writer guarded by the lock of the run, or of the tables
   */
  public DamagedFile(StoreWriter writer, TableDamage damage) {
    this.writer = writer;
    this.store = writer.store();
    this.damage = damage;
    this.names = OldFiles.names(damage);
  }

  /** {@code tables_damaged}: row files that were taken away. */
  public static Path folder(Store store) {
    return new Path(store.root(), "tables_damaged");
  }

  /** Lets a version appear whose publication was stopped. */
  public void finishPublication() {
    TableSum sum = damage.lost().orElseThrow();
    Path waiting = names.waiting(sum.file());
    change(
        waiting,
        () -> {
          Path target = new Path(names.folder(), sum.file());
          Path whole = writer.files().exists(waiting) ? waiting : target;
          if (!TableSum.Content.of(writer.files(), whole).sha256().equals(sum.sha256())) {
            throw new IOException("its SHA-256 is another than when it was written");
          }
          publication(sum.runs())
              .finish(target, present().stream().filter(file -> !file.equals(target)).toList());
        });
  }

  /** Completes a move of rows that was stopped, or undoes it. */
  public void completeMove() {
    change(
        damage.file(),
        () -> {
          if (!new FolderSwap(writer.files(), damage.file().getParent()).complete()) {
            throw new IOException("its plan cannot be carried out any more");
          }
        });
  }

  /** What ending a move of rows would lose whose plan is damaged, or cannot be carried out. */
  public static Optional<String> lostWithMove(Store store, TableDamage damage) {
    Path folder = damage.file().getParent();
    Optional<FolderSwap.Plan> plan = plan(store, damage);
    long files =
        plan.isEmpty()
            ? hidden(store, damage).size()
            : plan.get().vanish().stream()
                .filter(name -> name.endsWith(RowFiles.EXTENSION))
                .filter(name -> !store.exists(new Path(folder, name)))
                .count();
    return files == 0
        ? Optional.empty()
        : Optional.of(
            "what %d files of a stopped move of rows %s"
                .formatted(files, plan.isEmpty() ? "have" : "had"));
  }

  private static Optional<FolderSwap.Plan> plan(Store store, TableDamage damage) {
    return FolderSwap.marker(store, damage.file().getParent()).flatMap(SideFile::content);
  }

  /** Names of new files of a move, which have not appeared. */
  public static List<Path> hidden(Store store, TableDamage damage) {
    return store.list(damage.file().getParent()).stream()
        .map(FileStatus::getPath)
        .filter(file -> FolderSwap.isHidden(file.getName()))
        .toList();
  }

  /**
   * Ends a move of rows whose plan is damaged, or cannot be carried out. Its new files are taken
   * away if they have not appeared. Where the plan is known those that have appeared follow them,
   * and the old ones stay. Where it is not, and all have appeared, the runs' own files may be left
   * whose rows are merged now: no writer makes a file of a run beside its merged rows.
   *
   * @param merged runs whose rows are in the whole file of merged rows
   */
  public void endMove(Collection<String> merged) {
    List<Path> hidden = hidden(store, damage);
    hidden.forEach(this::takeAway);
    Optional<FolderSwap.Plan> plan = plan(store, damage);
    if (plan.isPresent()) {
      takeBack(plan.get());
      takeAway(damage.file());
      return;
    }
    if (hidden.isEmpty()) {
      for (String run : merged) {
        RowFiles own = RowFiles.of(names.folder(), run);
        store.list(names.folder()).stream()
            .map(FileStatus::getPath)
            .filter(
                file -> own.contains(file.getName()) || file.getName().equals(own.sums().getName()))
            .forEach(this::takeAway);
      }
    }
    takeAway(damage.file());
  }

  private void takeBack(FolderSwap.Plan plan) {
    List<String> appeared = plan.appear().stream().map(Appearance::name).toList();
    for (String name : appeared) {
      Path file = new Path(names.folder(), name);
      if (name.endsWith(RowFiles.EXTENSION) || isSumOf(file, appeared)) {
        takeAway(file);
      }
    }
  }

  /** The sums of the old rows have the same name. */
  private boolean isSumOf(Path sums, List<String> files) {
    return SideFile.of(store, sums, TableSum.Versions.class)
        .flatMap(SideFile::content)
        .filter(it -> it.versions().stream().anyMatch(sum -> files.contains(sum.file())))
        .isPresent();
  }

  /**
   * Takes the damaged sums away; the file, if its footer can be read, gets new ones.
   *
   * @param rowsByRun of merged rows; empty for a run's own
   */
  public void sumAnew(SortedMap<String, Long> rowsByRun) {
    takeAway(names.sums());
    for (Path file : present()) {
      change(
          names.sums(),
          () -> {
            TableSum.Content content = TableSum.Content.of(writer.files(), file);
            publication(rowsByRun)
                .write(
                    new TableSum.Versions(
                        List.of(
                            new TableSum(
                                file.getName(),
                                content.sha256(),
                                content.bytes(),
                                content.footer().rows(),
                                content.bytes(),
                                rowsByRun))));
          });
    }
  }

  /** Takes the rows away; the sums stay, and tell that rows are missing until others are there. */
  public void takeRowsAway() {
    if (damage.kind() == TableDamage.Kind.FOREIGN) {
      takeAway(damage.file());
      return;
    }
    present().forEach(this::takeAway);
    damage.lost().ifPresent(sum -> takeAway(names.waiting(sum.file())));
  }

  /** Takes the sums of a month away, whose runs have their rows elsewhere now. */
  public void takeSumsAway() {
    takeAway(names.sums());
  }

  /** Files of the family that are there. */
  public List<Path> present() {
    return names.among(store.list(names.folder())).stream().map(FileStatus::getPath).toList();
  }

  private RowFilePublication publication(SortedMap<String, Long> runs) {
    return new RowFilePublication(writer.files(), names, runs);
  }

  /**
   * Copies a file and removes it. A rename to the copy's place would not find out that a later
   * holder of the lock has put a whole file in the place of the damaged one.
   */
  private void takeAway(Path file) {
    if (!store.exists(file)) {
      return;
    }
    String name = names.folder().getName();
    Path folder =
        new Path(folder(store), damage.table() + "/" + (name.contains("=") ? name : "months"));
    change(
        file,
        () -> {
          Path target = new Path(folder, file.getName());
          for (int i = 2; writer.files().exists(target); i++) {
            target = new Path(folder, file.getName() + "-" + i);
          }
          writer.files().write(target, out -> writer.files().read(file, in -> in.transferTo(out)));
          writer.files().remove(file);
        });
  }

  private void change(Path file, FileChange change) {
    try {
      writer.files().change(file, change);
    } catch (IOException e) {
      throw FileErrors.cannot("repair", file, e);
    }
  }
}
