package org.sparkresnet.rowfiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.Json;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.store.Store;

/**
 * Exchange of some files of a folder for others, under readers. A reader finds the old rows, the
 * new ones, or fails: it never finds some twice, nor some missing.
 *
 * <p>The new files are there under names that readers pass over. Then the {@link #MARKER} appears,
 * a file that readers of tables take and fail on. Under it the new files get their names, which
 * were never used, and the old ones go. The marker goes last. A reader that has listed the folder
 * before the marker knows the old files only, and fails when one of them is gone.
 *
 * <p>The marker has the plan. It is undecided at first: whoever swaps looks whether a writer has
 * begun to work on one of the runs. A writer of a run looks for the marker after it has locked the
 * run, so that one of the two sees the other. The next holder of the lock of the tables undoes an
 * undecided swap, and completes a decided one. Nothing goes before all new files are there: of a
 * store that was copied during a swap they may be missing. Driver only; under the lock of the
 * tables.
 */
public final class FolderSwap {
  /** Name of the file on which readers fail. */
  public static final String MARKER = "@moving.parquet";

  /** Beginning of the names of new files before they appear. */
  private static final String HIDDEN = "_swap-";

  private static final String NOTE =
      "Rows are being moved. Ask again; if this file stays, submit/local repair completes it.";

  private final AtomicFiles files;
  private final Path folder;
  private final String nonce = RowFiles.nonce();
  private final List<Appearance> appear = new ArrayList<>();
  private final List<String> vanish = new ArrayList<>();

  /**
   * Content of the marker.
   *
   * @param decided whether the swap must be completed, not undone
   * @param runs whose rows are in the files of the swap
   */
  public record Plan(
      String note,
      boolean decided,
      SortedSet<String> runs,
      List<Appearance> appear,
      List<String> vanish) {
    /** Requires names of this folder: a damaged plan must not reach other files. */
    public Plan {
      appear = List.copyOf(appear);
      vanish = List.copyOf(vanish);
      for (Appearance file : appear) {
        requireName(file.hidden());
        requireName(file.name());
      }
      vanish.forEach(FolderSwap::requireName);
    }

    Plan asDecided() {
      return new Plan(note, true, runs, appear, vanish);
    }
  }

  private static void requireName(String name) {
    if (name.isEmpty() || name.startsWith(".") || name.contains("/") || name.equals(MARKER)) {
      throw new IllegalArgumentException("must name files of its folder, names: " + name);
    }
  }

  /**
   * @param files guarded by the lock of the tables
   */
  public FolderSwap(AtomicFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** Adds a new file, which is whole and on disk. */
  public void add(Path file, String name) throws IOException {
    files.publish(file, hidden(name));
  }

  /** Adds the file of sums of a file that is added. */
  public void add(RowFiles names, TableSum sum) throws IOException {
    byte[] text = Json.text(new TableSum.Versions(List.of(sum))).getBytes(StandardCharsets.UTF_8);
    files.write(hidden(names.sums().getName()), out -> out.write(text));
  }

  private Path hidden(String name) {
    String hidden = HIDDEN + nonce + "-" + name.replace(RowFiles.EXTENSION, "");
    appear.add(new Appearance(hidden, name));
    return new Path(folder, hidden);
  }

  /** Adds an old file, which is to go. */
  public void remove(Path file) {
    vanish.add(file.getName());
  }

  /**
   * Exchanges the files.
   *
   * @param runs whose rows are in the files
   * @param isAllowed is asked under the marker whether nobody works on a run
   * @return false if it was not allowed, and nothing was changed
   */
  public boolean make(Collection<String> runs, BooleanSupplier isAllowed) throws IOException {
    Plan plan = new Plan(NOTE, false, new TreeSet<>(runs), appear, vanish);
    write(plan);
    if (!isAllowed.getAsBoolean()) {
      undo(plan);
      return false;
    }
    write(plan.asDecided());
    finish(plan);
    return true;
  }

  /** Exchanges files of a run that the caller has locked. */
  public void make(Collection<String> runs) throws IOException {
    Plan plan = new Plan(NOTE, true, new TreeSet<>(runs), appear, vanish);
    write(plan);
    finish(plan);
  }

  /**
   * Completes or undoes a swap that was stopped; nothing if there is none.
   *
   * @return false if the marker is damaged, or a new file is missing or damaged: nothing was
   *     changed then
   */
  public boolean complete() throws IOException {
    Optional<SideFile<Plan>> marker =
        SideFile.of(files::read, new Path(folder, MARKER), Plan.class);
    if (marker.isPresent()) {
      Optional<Plan> plan = marker.get().content();
      if (plan.isEmpty() || obstacle(files::read, folder, plan.get(), true).isPresent()) {
        return false;
      }
      if (plan.get().decided()) {
        finish(plan.get());
      } else {
        undo(plan.get());
      }
    }
    for (FileStatus file : files.list(folder)) {
      if (isHidden(file.getPath().getName())) {
        files.remove(file.getPath()); // of a swap that was stopped before its marker
      }
    }
    return true;
  }

  /** Reads the marker of a folder; empty if there is none. */
  public static Optional<SideFile<Plan>> marker(Store store, Path folder) {
    return SideFile.of(store, new Path(folder, MARKER), Plan.class);
  }

  /**
   * Finds what keeps a plan from being carried out.
   *
   * @param everyByte whether the new rows are compared with their sums, too
   * @return what is wrong with a new file, in words; empty if nothing is, or if the plan is not
   *     decided, so that it is undone
   * @throws org.sparkresnet.common.UserError of code STORAGE if the file system fails
   */
  public static Optional<String> obstacle(Store store, Path folder, Plan plan, boolean everyByte) {
    try {
      return obstacle(store::read, folder, plan, everyByte);
    } catch (IOException e) {
      throw FileErrors.cannot("read", folder, e);
    }
  }

  private static Optional<String> obstacle(
      FileSource source, Path folder, Plan plan, boolean everyByte) throws IOException {
    return plan.decided()
        ? new PlannedFiles(source, folder, plan.appear()).fault(everyByte)
        : Optional.empty();
  }

  /** Tells whether a name is that of a new file before it appears. */
  public static boolean isHidden(String name) {
    return name.startsWith(HIDDEN);
  }

  private void write(Plan plan) throws IOException {
    byte[] text = Json.text(plan).getBytes(StandardCharsets.UTF_8);
    files.write(new Path(folder, MARKER), out -> out.write(text));
  }

  private void undo(Plan plan) throws IOException {
    for (Appearance file : plan.appear()) {
      files.remove(new Path(folder, file.hidden()));
    }
    end();
  }

  private void finish(Plan plan) throws IOException {
    for (Appearance file : plan.appear()) {
      Path hidden = new Path(folder, file.hidden());
      if (files.exists(hidden)) { // otherwise it has appeared
        files.change(hidden, () -> files.publish(hidden, new Path(folder, file.name())));
      }
    }
    for (String name : plan.vanish()) {
      Path file = new Path(folder, name);
      if (files.exists(file)) {
        files.remove(file);
      }
    }
    end();
  }

  /** What has gone must not come back with a power cut when the marker has gone. */
  private void end() throws IOException {
    files.syncFolder(folder);
    files.remove(new Path(folder, MARKER));
    files.syncFolder(folder);
  }
}
