package org.sparkresnet.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;

/**
 * Writer of a store's files, which readers see whole. Only {@link StoreLocks} makes one, so that
 * whoever writes holds a lock. Driver only.
 */
public final class StoreWriter {
  /** Beginning of the names of files that show whether the store can be written. */
  static final String PROBE = "_probe-";

  private final Store store;
  private final AtomicFiles files;
  private final Optional<Held> held;

  /**
   * Lock of a writer.
   *
   * @param locks take further locks for the holder of this one
   * @param folder that is locked
   * @param outer writer of the lock that the holder had taken before
   */
  record Held(Locks locks, Path folder, Optional<StoreWriter> outer) {}

  /** Writer that nobody else writes beside. */
  StoreWriter(Store store, AtomicFiles files) {
    this(store, files, Optional.empty());
  }

  /**
   * @param held lock that guards the files; empty for a writer that nobody else writes beside
   */
  StoreWriter(Store store, AtomicFiles files, Optional<Held> held) {
    this.store = store;
    this.files = files;
    this.held = held;
  }

  /** Further locks for the holder of a lock. */
  interface Locks {
    /** Makes a change under the lock of the tables, which the guard of another writer allows. */
    void withTables(StoreWriter outer, LockedChange change) throws IOException;

    /** Makes a change under the lock of a run, which the guard of another writer allows. */
    void withRun(RunId run, StoreWriter outer, LockedChange change) throws IOException;

    /** Takes a run's lock from a holder that died, and releases it; false if it is alive. */
    boolean fence(RunId run);
  }

  /** Change of files under a further lock. */
  @FunctionalInterface
  public interface LockedChange {
    /** Makes the change. */
    void with(StoreWriter writer) throws IOException;
  }

  /** Store, for reading. */
  public Store store() {
    return store;
  }

  /** Writer of single files; asks the guard before each change. */
  public AtomicFiles files() {
    return files;
  }

  /**
   * Asks the guard whether the store may still be changed.
   *
   * @throws UserError of code LOCKED if another process took over
   */
  public void requireAllowed() {
    try {
      files.change(store.root(), () -> {});
    } catch (IOException e) {
      throw FileErrors.cannot("write", store.root(), e);
    }
  }

  /**
   * Makes a change of files that the runs of a table share, under the lock of the tables, for which
   * it waits while another job holds it. The guard of this writer holds for the change too.
   *
   * @throws UserError of code LOCKED if another job holds the lock for many minutes
   */
  public void withTables(LockedChange change) throws IOException {
    Optional<StoreWriter> holder = holder(store.tables());
    if (holder.isPresent()) {
      change.with(holder.get());
    } else {
      held.orElseThrow().locks().withTables(this, change);
    }
  }

  /**
   * Makes a change of a run's rows under the lock of the run, for which it waits while another job
   * holds it: a writer with the lock of the tables for seconds. A compaction leaves the rows of a
   * locked run where they are. The guard of this writer holds for the change too.
   *
   * @throws UserError of code LOCKED if another job holds the lock for longer
   */
  public void withRun(RunId run, LockedChange change) throws IOException {
    Optional<StoreWriter> holder = holder(store.run(run));
    if (holder.isPresent()) {
      change.with(holder.get());
    } else {
      held.orElseThrow().locks().withRun(run, this, change);
    }
  }

  /** Tells whether this writer, or one that it was made from, has locked a folder. */
  boolean holds(Path folder) {
    return held.isPresent() && holder(folder).isPresent();
  }

  /** Writer for a folder that this writer, or one that it was made from, has locked. */
  private Optional<StoreWriter> holder(Path folder) {
    if (held.isEmpty() || held.get().folder().equals(folder)) {
      return Optional.of(this);
    }
    Optional<StoreWriter> outer = held.get().outer();
    while (outer.isPresent()) {
      Held other = outer.get().held.orElseThrow();
      if (other.folder().equals(folder)) {
        AtomicFiles both = outer.get().files.alsoGuardedBy(this::requireAllowed);
        Held inner = new Held(other.locks(), folder, Optional.of(this));
        return Optional.of(new StoreWriter(store, both, Optional.of(inner)));
      }
      outer = other.outer();
    }
    return Optional.empty();
  }

  /**
   * Takes the lock of a run whose holder seems to have died, and releases it: a holder that was
   * only paused changes nothing any more.
   *
   * @return false if somebody works on the run
   */
  public boolean fence(RunId run) {
    return held.isEmpty() || !store.isLocked(store.run(run)) || held.get().locks().fence(run);
  }

  /** Writer whose changes are tried again for so long: {@link AtomicFiles#retrying}. */
  public StoreWriter retrying(Duration duration) {
    return new StoreWriter(store, files.retrying(duration), held);
  }

  /**
   * Creates the store and a file in it and deletes the file, so that a run that could not keep its
   * results fails before it starts.
   *
   * @throws UserError if that fails
   */
  void requireWritable() {
    // A name of its own: two jobs may start on one store at once.
    Path probe = new Path(store.root(), PROBE + UUID.randomUUID());
    writeAtomically(probe, out -> out.write('\n'));
    delete(probe);
  }

  /**
   * Writes a file as {@link AtomicFiles#write} does.
   *
   * @throws UserError "cannot write PATH: reason"
   */
  public void writeAtomically(Path path, AtomicFiles.Content content) {
    try {
      files.write(path, content);
    } catch (IOException e) {
      throw FileErrors.cannot("write", path, e);
    }
  }

  /** {@link #writeAtomically(Path, AtomicFiles.Content)} of a text in UTF-8. */
  public void writeAtomically(Path path, String text) {
    writeAtomically(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Deletes a file, or a folder with all in it; nothing if it is absent. */
  public void delete(Path path) {
    try {
      files.delete(path);
    } catch (IOException e) {
      throw FileErrors.cannot("delete", path, e);
    }
  }

  /**
   * Deletes a file, or a folder with all in it, whose name counts: {@link AtomicFiles#remove}.
   *
   * @throws UserError "cannot delete PATH: reason" if it keeps its name
   */
  public void remove(Path path) {
    try {
      files.remove(path);
    } catch (IOException e) {
      throw FileErrors.cannot("delete", path, e);
    }
  }

  /** Deletes what killed writers left in a folder; nothing if it is absent. */
  public void deleteAsides(Path folder) {
    try {
      files.deleteAsides(folder);
    } catch (IOException e) {
      throw FileErrors.cannot("delete", folder, e);
    }
  }

  /**
   * Renames a file or folder to a path in a folder aside: {@link AtomicFiles#moveAway}.
   *
   * @throws UserError "cannot delete PATH: reason"
   */
  public Path moveAway(Path path) {
    try {
      return files.moveAway(path);
    } catch (IOException e) {
      throw FileErrors.cannot("delete", path, e);
    }
  }
}
