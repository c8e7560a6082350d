package org.sparkresnet.train;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.plan.TrainConfig;

/**
 * Store of the checkpoints of one run, in a folder on any Hadoop file system:
 * iteration-000012800/state.bin and so on. A checkpoint appears only when it is complete. A damaged
 * checkpoint is skipped with a warning, and the one before it is used. Driver only.
 */
public final class CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final String PREFIX = "iteration-";
  private static final String STATE = "state.bin";

  private final AtomicFiles files;
  private final Path folder;
  private final int keep;
  private final UnaryOperator<SortedMap<String, String>> form;
  private final Optional<StateShape> shape;

  /** A store with one writer and without retries. */
  public CheckpointStore(Configuration hadoop, Path folder, int keep) throws IOException {
    this(AtomicFiles.on(folder.getFileSystem(hadoop)), folder, keep);
  }

  /**
   * @param files writer of the files, with its guard and its retries
   * @param keep number of newest checkpoints that are kept; at least 1
   */
  public CheckpointStore(AtomicFiles files, Path folder, int keep) {
    this(files, folder, keep, UnaryOperator.identity());
  }

  /**
   * @param form form of the keys of a fingerprint in which equal configurations are equal
   */
  public CheckpointStore(
      AtomicFiles files, Path folder, int keep, UnaryOperator<SortedMap<String, String>> form) {
    this(files, files.qualified(folder), keep, form, Optional.empty());
  }

  private CheckpointStore(
      AtomicFiles files,
      Path folder,
      int keep,
      UnaryOperator<SortedMap<String, String>> form,
      Optional<StateShape> shape) {
    this.files = files;
    this.folder = folder;
    this.keep = keep;
    this.form = form;
    this.shape = shape;
  }

  /**
   * File with the state of a checkpoint; without it the checkpoint is one that was not finished.
   */
  public static Path state(Path checkpoint) {
    return new Path(checkpoint, STATE);
  }

  /** Store that gives no checkpoint of another network than this configuration's. */
  public CheckpointStore of(TrainConfig config) {
    return new CheckpointStore(files, folder, keep, form, Optional.of(StateShape.of(config)));
  }

  /**
   * Stores a state and deletes the oldest checkpoints beyond the number to keep. Those of later
   * iterations go first: a run that is here has passed over them, because they are damaged.
   *
   * @throws UserError of code STORAGE if it cannot be written; the other checkpoints stay
   */
  void save(CheckpointFingerprint fingerprint, TrainingState state) {
    Path checkpoint =
        new Path(folder, PREFIX + String.format(Locale.ROOT, "%09d", state.progress().iteration()));
    Path file = state(checkpoint);
    try {
      files.write(
          file, out -> CheckpointCodec.write(out, new CheckpointCodec.Stored(fingerprint, state)));
    } catch (IOException e) {
      dropIfEmpty(checkpoint, e);
      throw FileErrors.cannot("write", file, e);
    }
    try {
      dropOthers(checkpoint);
    } catch (IOException e) {
      LOG.warn("Old checkpoints in {} cannot be deleted: {}", folder, ErrorText.of(e));
    }
  }

  private void dropIfEmpty(Path checkpoint, IOException failure) {
    try {
      files.deleteIfEmpty(checkpoint);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void dropOthers(Path saved) throws IOException {
    int kept = 0;
    for (Path checkpoint : newestFirst()) {
      boolean isLater = checkpoint.getName().compareTo(saved.getName()) > 0;
      if (isLater || kept == keep) {
        files.delete(checkpoint);
      } else {
        kept++;
      }
    }
  }

  /**
   * Reads the newest undamaged checkpoint.
   *
   * @throws UserError of code USAGE if it belongs to another configuration or other data; of code
   *     DATA if it has another version, or if there are checkpoints and none can be read; of code
   *     STORAGE if the file system fails or refuses to read it
   */
  Optional<TrainingState> latest(CheckpointFingerprint expected) {
    try {
      return usable(expected);
    } catch (UnusableCheckpoint e) {
      throw e.refusal();
    }
  }

  /**
   * Deletes all checkpoints if the run cannot go on from them: they are damaged, of another
   * version, configuration or data.
   *
   * @return the reason, if they were deleted
   * @throws UserError of code STORAGE if the file system fails or refuses
   */
  Optional<String> clearUnlessUsable(CheckpointFingerprint expected) {
    try {
      usable(expected);
      return Optional.empty();
    } catch (UnusableCheckpoint e) {
      clear();
      return Optional.of(e.getMessage());
    }
  }

  private Optional<TrainingState> usable(CheckpointFingerprint expected) throws UnusableCheckpoint {
    List<Path> checkpoints = newestFirstOrError();
    String firstReason = "";
    for (Path checkpoint : checkpoints) {
      try {
        CheckpointCodec.Stored stored = files.read(state(checkpoint), CheckpointCodec::read);
        requireSame(checkpoint, expected, stored.fingerprint());
        requireShape(checkpoint, stored.state());
        return Optional.of(stored.state());
      } catch (CheckpointCodec.OtherVersionException e) {
        throw UnusableCheckpoint.otherVersion("%s: %s".formatted(checkpoint, e.getMessage()));
      } catch (IOException e) {
        if (FileErrors.isStorage(e) || FileErrors.isRefused(e)) {
          // It says nothing of the checkpoint, and older ones must not take its place.
          throw FileErrors.cannot("read", checkpoint, e);
        }
        LOG.warn("Skipping checkpoint {}, which cannot be read: {}", checkpoint, ErrorText.of(e));
        firstReason = firstReason.isEmpty() ? ErrorText.of(e) : firstReason;
      }
    }
    if (!checkpoints.isEmpty()) {
      throw UnusableCheckpoint.damaged(
          "%s: none of %d checkpoints can be read (%s)"
              .formatted(folder, checkpoints.size(), firstReason));
    }
    return Optional.empty();
  }

  /**
   * Deletes all checkpoints.
   *
   * @throws UserError of code STORAGE if they cannot be deleted
   */
  public void clear() {
    try {
      files.delete(folder);
    } catch (IOException e) {
      throw FileErrors.cannot("delete", folder, e);
    }
  }

  /**
   * Deletes incomplete files of a killed writer. No other writer may be running.
   *
   * @throws UserError of code STORAGE if the folder cannot be read or changed
   */
  public void dropLeftovers() {
    try {
      for (FileStatus checkpoint : list(folder)) {
        if (checkpoint.isDirectory()) {
          files.deleteAsides(checkpoint.getPath());
          files.deleteIfEmpty(checkpoint.getPath());
        }
      }
    } catch (IOException e) {
      throw FileErrors.cannot("read", folder, e);
    }
  }

  private void requireSame(Path checkpoint, CheckpointFingerprint own, CheckpointFingerprint found)
      throws UnusableCheckpoint {
    String difference = found.in(form).differenceFrom(own.in(form));
    if (!own.config().equals(found.config()) && !difference.isEmpty()) {
      throw other(checkpoint, "another configuration", difference);
    }
    if (!own.data().equals(found.data())) {
      throw other(
          checkpoint,
          "other data",
          "SHA-256 %.12s… there and %.12s… in this run".formatted(found.data(), own.data()));
    }
  }

  /** The fingerprint is the writer's word, the arrays go into the network's memory. */
  private void requireShape(Path checkpoint, TrainingState state) throws UnusableCheckpoint {
    if (shape.isPresent() && !shape.get().isOf(state)) {
      throw other(
          checkpoint,
          "another network",
          "%s and a best model of %d there; %s in this run"
              .formatted(
                  StateShape.of(state).text(), state.best().model().length, shape.get().text()));
    }
  }

  private static UnusableCheckpoint other(Path checkpoint, String what, String difference) {
    return UnusableCheckpoint.otherRun(
        "%s belongs to %s (%s)".formatted(checkpoint, what, difference));
  }

  private List<Path> newestFirstOrError() {
    try {
      return newestFirst();
    } catch (IOException e) {
      throw FileErrors.cannot("read", folder, e);
    }
  }

  private List<Path> newestFirst() throws IOException {
    List<Path> found = new ArrayList<>();
    for (FileStatus status : list(folder)) {
      Path checkpoint = status.getPath();
      if (checkpoint.getName().startsWith(PREFIX) && files.exists(state(checkpoint))) {
        found.add(checkpoint);
      }
    }
    found.sort(Comparator.comparing(Path::getName).reversed());
    return found;
  }

  private List<FileStatus> list(Path path) throws IOException {
    try {
      return files.list(path);
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
