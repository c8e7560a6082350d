package org.sparkresnet.train;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;

/**
 * The checkpoints of one run, in a folder on any Hadoop file system: iteration-000012800/state.bin
 * and so on. Each appears when it is whole; a damaged one is skipped with a warning for the one
 * before it. Driver only.
 */
public final class CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final String PREFIX = "iteration-";
  private static final String STATE = "state.bin";

  private final AtomicFiles files;
  private final Path folder;
  private final int keep;

  /** Checkpoints that nobody else writes, and whose writing is tried once. */
  public CheckpointStore(Configuration hadoop, Path folder, int keep) throws IOException {
    this(AtomicFiles.on(folder.getFileSystem(hadoop)), folder, keep);
  }

  /**
   * @param files how the checkpoints are written
   * @param keep how many are kept, the newest ones
   */
  public CheckpointStore(AtomicFiles files, Path folder, int keep) {
    if (keep < 1) {
      throw UserError.usage("checkpoint.keep must be at least 1, cannot be: " + keep);
    }
    this.files = files;
    this.folder = files.fileSystem().makeQualified(folder);
    this.keep = keep;
  }

  /**
   * Stores a state and drops the checkpoints that are too many.
   *
   * @throws UserError of kind DATA if it cannot be written; the others are as before
   */
  void save(CheckpointFingerprint fingerprint, TrainingState state) {
    Path checkpoint = new Path(folder, PREFIX + "%09d".formatted(state.progress().iteration()));
    Path file = new Path(checkpoint, STATE);
    try {
      files.write(
          file, out -> CheckpointCodec.write(out, new CheckpointCodec.Stored(fingerprint, state)));
    } catch (IOException e) {
      dropIfEmpty(checkpoint, e);
      throw UserError.data("cannot write %s: %s".formatted(file, ErrorText.of(e)), e);
    }
    try {
      dropOld();
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

  private void dropOld() throws IOException {
    List<Path> newestFirst = newestFirst();
    for (Path old : newestFirst.subList(Math.min(keep, newestFirst.size()), newestFirst.size())) {
      files.delete(old);
    }
  }

  /**
   * The newest whole checkpoint.
   *
   * @throws UserError of kind USAGE if it belongs to another configuration or other data; of kind
   *     DATA if it has another version, or if there are checkpoints and none can be read
   */
  Optional<TrainingState> latest(CheckpointFingerprint expected) {
    List<Path> checkpoints = newestFirstOrError();
    String firstReason = "";
    for (Path checkpoint : checkpoints) {
      try {
        CheckpointCodec.Stored stored =
            files.read(new Path(checkpoint, STATE), CheckpointCodec::read);
        requireSame(checkpoint, expected, stored.fingerprint());
        return Optional.of(stored.state());
      } catch (CheckpointCodec.OtherVersionException e) {
        throw UserError.data(
            "%s: %s: choose another --run-id, or --fresh to begin again"
                .formatted(checkpoint, e.getMessage()));
      } catch (IOException e) {
        LOG.warn("Skipping checkpoint {}, which cannot be read: {}", checkpoint, ErrorText.of(e));
        firstReason = firstReason.isEmpty() ? ErrorText.of(e) : firstReason;
      }
    }
    if (!checkpoints.isEmpty()) {
      throw UserError.data(
          "%s: none of %d checkpoints can be read (%s); --fresh begins again"
              .formatted(folder, checkpoints.size(), firstReason));
    }
    return Optional.empty();
  }

  /**
   * Drops all checkpoints.
   *
   * @throws UserError of kind DATA if they cannot be deleted
   */
  public void clear() {
    try {
      files.delete(folder);
    } catch (IOException e) {
      throw UserError.data("cannot delete %s: %s".formatted(folder, ErrorText.of(e)), e);
    }
  }

  /**
   * Drops what a killed writer left. Nobody else may be writing.
   *
   * @throws UserError of kind DATA if the folder cannot be read or changed
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
      throw UserError.data("cannot read %s: %s".formatted(folder, ErrorText.of(e)), e);
    }
  }

  private static void requireSame(
      Path checkpoint, CheckpointFingerprint own, CheckpointFingerprint found) {
    if (!own.config().equals(found.config())) {
      throw other(checkpoint, "another configuration", found.differenceFrom(own));
    }
    if (!own.data().equals(found.data())) {
      throw other(
          checkpoint,
          "other data",
          "SHA-256 %.12s… there and %.12s… in this run".formatted(found.data(), own.data()));
    }
  }

  private static UserError other(Path checkpoint, String what, String difference) {
    return UserError.usage(
        "%s belongs to %s (%s): choose another --run-id, or --fresh to begin again"
            .formatted(checkpoint, what, difference));
  }

  private List<Path> newestFirstOrError() {
    try {
      return newestFirst();
    } catch (IOException e) {
      throw UserError.data("cannot read %s: %s".formatted(folder, ErrorText.of(e)), e);
    }
  }

  private List<Path> newestFirst() throws IOException {
    List<Path> found = new ArrayList<>();
    for (FileStatus status : list(folder)) {
      Path checkpoint = status.getPath();
      // Without a state it is one whose writing was stopped.
      if (checkpoint.getName().startsWith(PREFIX)
          && files.fileSystem().exists(new Path(checkpoint, STATE))) {
        found.add(checkpoint);
      }
    }
    found.sort(Comparator.comparing(Path::getName).reversed());
    return found;
  }

  private FileStatus[] list(Path path) throws IOException {
    try {
      return files.fileSystem().listStatus(path);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }
}
