package org.sparkresnet.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AsideNames;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;

/**
 * Lists and removes the folders of runs. A folder is renamed before it is deleted, so that nobody
 * sees a part of a run; the next removal deletes the rest of one that was killed. Rows in tables
 * and versions in the registry are copies and stay. Driver only.
 */
public final class RunFolders {
  private static final Pattern OF_LOCK_OR_ASIDE = Pattern.compile("^lock/|(^|/)_tmp-");

  private final Store store;
  private final StoreLocks locks;

  /**
   * @param locks of runs while they are removed
   */
  public RunFolders(StoreLocks locks) {
    this.store = locks.store();
    this.locks = locks;
  }

  /**
   * All runs' folders, but for those from which something is removed meanwhile. Folders that no run
   * can have, such as lost+found, are passed over.
   */
  public List<RunFolder> list() {
    List<RunFolder> folders = new ArrayList<>();
    try {
      for (FileStatus entry : store.list(store.runs())) {
        if (entry.isDirectory() && FolderName.isValid(entry.getPath().getName())) {
          statIfPresent(entry).ifPresent(folders::add);
        }
      }
    } catch (IOException e) {
      throw FileErrors.cannot("read", store.runs(), e);
    }
    return folders;
  }

  private Optional<RunFolder> statIfPresent(FileStatus folder) throws IOException {
    try {
      return Optional.of(stat(new RunId(folder.getPath().getName()), folder));
    } catch (FileNotFoundException e) {
      return Optional.empty(); // another job removes it, or works on it
    }
  }

  private RunFolder stat(RunId run, FileStatus folder) throws IOException {
    Optional<Instant> endedAt = Optional.empty();
    long changedAt = folder.getModificationTime();
    long bytes = 0;
    long checkpointBytes = 0;
    MessageDigest state = Sha256.start();
    Path qualified = folder.getPath();
    for (FileStatus file : store.files().listBelow(qualified)) {
      String name = qualified.toUri().relativize(file.getPath().toUri()).getPath();
      changedAt = Math.max(changedAt, file.getModificationTime());
      bytes += file.getLen();
      if (name.matches("(_tmp-([0-9a-f-]+-)?)?(checkpoints|journal)/.*")) {
        checkpointBytes += file.getLen();
      }
      if (name.equals("summary.json")) {
        endedAt = Optional.of(Instant.ofEpochMilli(file.getModificationTime()));
      }
      if (!OF_LOCK_OR_ASIDE.matcher(name).find()) {
        String line = "%s %d %d\n".formatted(name, file.getLen(), file.getModificationTime());
        state.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return new RunFolder(
        run, endedAt, Instant.ofEpochMilli(changedAt), bytes, checkpointBytes, Sha256.hex(state));
  }

  /** Tells whether a job works on a run, or died while it did. */
  public boolean isLocked(RunId run) {
    return store.isLocked(store.run(run));
  }

  /**
   * Deletes what removals that were killed have left, but for what one is just about to move, and
   * what trials of the store's file system have left a day ago.
   *
   * @return an error for each folder that cannot be deleted
   */
  public List<UserError> finishRemovals() {
    List<UserError> failures = new ArrayList<>();
    List<FileStatus> beside = store.list(store.root());
    for (FileStatus entry : beside) {
      if (isOfTrial(entry.getPath()) && AtomicFiles.isOld(entry, beside)) {
        try {
          unlocked().delete(entry.getPath());
        } catch (UserError e) {
          failures.add(e);
        }
      }
    }
    List<FileStatus> entries = store.list(store.runs());
    for (FileStatus entry : entries) {
      if (AsideNames.isAside(entry.getPath())) {
        try {
          finishRemoval(entry, entries);
        } catch (UserError e) {
          failures.add(e);
        }
      }
    }
    return failures;
  }

  private static boolean isOfTrial(Path path) {
    return path.getName().startsWith(StoreWriter.PROBE) || AsideNames.isOfNoLock(path);
  }

  private void finishRemoval(FileStatus aside, List<FileStatus> entries) {
    if (!store.list(aside.getPath()).isEmpty() || AtomicFiles.isOld(aside, entries)) {
      unlocked().delete(aside.getPath());
    }
  }

  /**
   * Removes a run's folder, if it is still as it was listed: a run that was resumed since then has
   * new checkpoints, or a model.
   *
   * @throws UserError of code LOCKED if a job works on the run, or has changed it meanwhile
   */
  public void remove(RunFolder listed) {
    RunId run = listed.run();
    Path aside;
    try (LockedStore locked = locks.forRun(run)) {
      requireUnchanged(listed);
      aside = impatient(locked).moveAway(store.run(run)).getParent();
    }
    // Not before: the lock went with the folder, and a slow deletion would look like a lost one.
    unlocked().delete(aside);
  }

  /**
   * Removes a run's checkpoints and journal, from which it could go on, if its folder is still as
   * it was listed.
   *
   * @throws UserError of code LOCKED if a job works on the run, or has changed it meanwhile
   */
  public void removeCheckpoints(RunFolder listed) {
    RunId run = listed.run();
    try (LockedStore locked = locks.forRun(run)) {
      requireUnchanged(listed);
      StoreWriter writer = impatient(locked);
      for (Path folder : List.of(store.checkpoints(run), store.journal(run))) {
        writer.delete(folder);
      }
    }
  }

  private void requireUnchanged(RunFolder listed) {
    Path folder = store.run(listed.run());
    try {
      if (!stat(listed.run(), store.files().status(folder)).state().equals(listed.state())) {
        throw UserError.locked(
            "run %s was changed by another job after it was chosen".formatted(listed.run()));
      }
    } catch (IOException e) {
      throw FileErrors.cannot("read", folder, e);
    }
  }

  /** What cannot be removed now is removed by the next removal. */
  private static StoreWriter impatient(LockedStore locked) {
    return locked.writer().retrying(Duration.ZERO);
  }

  /** Writer for what no run owns any more. */
  private StoreWriter unlocked() {
    return new StoreWriter(store, store.files());
  }
}
