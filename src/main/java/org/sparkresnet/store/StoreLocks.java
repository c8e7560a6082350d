package org.sparkresnet.store;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.Pause;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.lock.LockHolder;

/**
 * Locks of a store's folders for one process. Driver only.
 *
 * @param lease silence after which a holder is taken for dead
 * @param patience time for which a failing change is tried again
 * @param notes receives a line when a lock must be waited for
 */
public record StoreLocks(
    Store store, LockHolder self, Duration lease, Duration patience, Consumer<String> notes)
    implements StoreWriter.Locks {
  /** Longer than a compaction of a large store, or a report of a run and a removal of its files. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** Longer than a job writes rows. */
  private static final Duration BRIEF_PATIENCE = Duration.ofSeconds(10);

  /** Longer than most changes hold a lock: who waits for more is told. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(250);

  /**
   * Requires that the store can be written, so that a run that could not keep its results fails
   * before it starts.
   *
   * @throws UserError of code STORAGE if it cannot, at once; of code USAGE if its file system
   *     cannot keep a store
   */
  public void requireWritable() {
    store.requireSuitable(Duration.ZERO);
    new StoreWriter(store, store.files()).requireWritable();
  }

  /**
   * Locks a run's folder.
   *
   * @throws UserError of code LOCKED if another job works on the run
   */
  public LockedStore forRun(RunId run) {
    return forFolder(store.run(run), "run " + run);
  }

  /**
   * Locks another folder of the store, and deletes what earlier holders of the lock left aside in
   * it, beside it and in the tables.
   *
   * @param name of what is locked, for messages
   * @throws UserError of code LOCKED if another process holds it, of code USAGE if the store's file
   *     system cannot keep a store
   */
  public LockedStore forFolder(Path folder, String name) {
    return forFolder(folder, name, Optional.empty(), notes);
  }

  /**
   * @param outer writer whose guard must allow the changes, too, and which is as patient
   */
  private LockedStore forFolder(
      Path folder, String name, Optional<StoreWriter> outer, Consumer<String> told) {
    store.requireSuitable(patience);
    FolderLock lock = FolderLock.acquire(store.files(), folder, name, self, lease, told);
    try {
      AtomicFiles files =
          outer
              .map(StoreWriter::files)
              .orElseGet(() -> store.files().retrying(patience))
              .heldBy(
                  lock.token().toString(),
                  () -> {
                    outer.ifPresent(StoreWriter::requireAllowed);
                    lock.requireHeld();
                  });
      deleteLeftovers(folder, new Leftovers(files, lock.token()));
      StoreWriter.Held held = new StoreWriter.Held(this, folder, outer);
      return new LockedStore(lock, new StoreWriter(store, files, Optional.of(held)));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Locks the files that the runs of a table share. One job at a time moves rows from file to file.
   *
   * @throws UserError of code LOCKED if another job does so
   */
  public LockedStore forTables() {
    return forFolder(store.tables(), "tables");
  }

  /** Waits while another job holds the lock of the tables. */
  @Override
  public void withTables(StoreWriter outer, StoreWriter.LockedChange change) throws IOException {
    try (LockedStore tables = await(store.tables(), "tables", PATIENCE, outer)) {
      change.with(tables.writer());
    }
  }

  /** Waits while another job holds the run's lock: {@link #patienceWithRun}. */
  @Override
  public void withRun(RunId run, StoreWriter outer, StoreWriter.LockedChange change)
      throws IOException {
    try (LockedStore locked = await(store.run(run), "run " + run, patienceWithRun(outer), outer)) {
      change.with(locked.writer());
    }
  }

  /**
   * Longest wait of a writer for the lock of a run: as long as for the tables, but brief if it has
   * the lock of the tables, for which the run's holder may wait in turn.
   */
  Duration patienceWithRun(StoreWriter outer) {
    return outer.holds(store.tables()) ? BRIEF_PATIENCE : PATIENCE;
  }

  private LockedStore await(Path folder, String name, Duration longest, StoreWriter outer)
      throws IOException {
    Set<String> told = new HashSet<>();
    Consumer<String> once = // a living holder on another machine is watched again and again
        note -> {
          if (told.add(note)) {
            notes.accept(note);
          }
        };
    boolean waits = false;
    long begin = System.nanoTime(); // no clock that somebody sets
    while (true) {
      outer.requireAllowed();
      try {
        return forFolder(folder, name, Optional.of(outer), once);
      } catch (UserError e) {
        if (e.exitCode() == ExitCode.STORAGE && e.getCause() instanceof IOException io) {
          throw io; // the change is tried again like one that failed
        }
        long waited = System.nanoTime() - begin;
        if (!UserError.isLocked(e) || waited > longest.toNanos()) {
          throw e;
        }
        if (!waits && waited > SILENCE.toNanos()) {
          waits = true;
          notes.accept("%s; waiting for up to %d s".formatted(e.getMessage(), longest.toSeconds()));
        }
      }
      Pause.of(PAUSE, "while another job held a lock");
    }
  }

  @Override
  public boolean fence(RunId run) {
    try (LockedStore fenced = forRun(run)) {
      return !fenced.isLost();
    } catch (UserError e) {
      if (UserError.isLocked(e)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Rows are beside those of other runs, and a folder is moved away beside itself. Of the files of
   * earlier versions some are removed.
   */
  private void deleteLeftovers(Path locked, Leftovers leftovers) {
    try {
      leftovers.deleteBelow(locked);
      leftovers.deleteFrom(locked.getParent(), locked.getName());
      for (Path table : leftovers.folders(store.tables())) {
        leftovers.deleteFrom(table, locked.getName());
        for (Path month : leftovers.folders(table)) {
          if (month.getName().startsWith(Store.MONTH)) {
            leftovers.deleteFrom(month, locked.getName());
          }
        }
      }
      for (Path old : List.of(store.oldTables(), store.oldMonths())) {
        for (Path table : leftovers.folders(old)) {
          leftovers.deleteRemoved(table);
          leftovers.deleteRemoved(new Path(table, Store.RUN + locked.getName()));
        }
      }
    } catch (IOException e) {
      throw FileErrors.cannot("delete", locked, e);
    }
  }
}
