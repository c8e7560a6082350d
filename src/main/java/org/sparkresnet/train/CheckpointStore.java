package org.sparkresnet.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.UserError;

/**
 * The checkpoints of one run, in a folder on any Hadoop file system: iteration-000012800/state.bin
 * and so on. Each is written aside and renamed when it is whole; a damaged one is skipped with a
 * warning for the one before it. Driver only.
 */
public final class CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final String PREFIX = "iteration-";
  private static final String STATE = "state.bin";

  private final FileSystem files;
  private final Path folder;
  private final int keep;

  /**
   * @param keep how many checkpoints are kept, the newest ones
   */
  public CheckpointStore(Configuration hadoop, Path folder, int keep) throws IOException {
    if (keep < 1) {
      throw UserError.usage("checkpoint.keep must be at least 1, cannot be: " + keep);
    }
    this.files = folder.getFileSystem(hadoop);
    this.folder = folder;
    this.keep = keep;
  }

  /** Stores a state and drops the checkpoints that are too many. */
  void save(Fingerprint fingerprint, State state) throws IOException {
    Path target = new Path(folder, PREFIX + "%09d".formatted(state.progress().iteration()));
    Path aside = new Path(folder, "_" + target.getName());
    files.delete(aside, true);
    files.mkdirs(aside);
    try (OutputStream out = files.create(new Path(aside, STATE), true)) {
      CheckpointCodec.write(out, new CheckpointCodec.Stored(fingerprint, state));
    }
    files.delete(target, true);
    if (!files.rename(aside, target)) {
      throw new IOException("cannot rename " + aside + " to " + target);
    }
    List<Path> newestFirst = newestFirst();
    for (Path old : newestFirst.subList(Math.min(keep, newestFirst.size()), newestFirst.size())) {
      files.delete(old, true);
    }
  }

  /**
   * The newest whole checkpoint.
   *
   * @throws UserError of kind USAGE if it belongs to another configuration or other data; of kind
   *     DATA if there are checkpoints and none is whole
   */
  Optional<State> latest(Fingerprint expected) throws IOException {
    List<Path> checkpoints = newestFirst();
    for (Path checkpoint : checkpoints) {
      CheckpointCodec.Stored stored;
      try (InputStream in = files.open(new Path(checkpoint, STATE))) {
        stored = CheckpointCodec.read(in);
      } catch (IOException e) {
        LOG.warn("Skipping damaged checkpoint {}: {}", checkpoint, e.getMessage());
        continue;
      }
      requireSame(checkpoint, "configuration", expected.config(), stored.fingerprint().config());
      requireSame(checkpoint, "data", expected.data(), stored.fingerprint().data());
      return Optional.of(stored.state());
    }
    if (!checkpoints.isEmpty()) {
      throw UserError.data(
          "%s: none of %d checkpoints can be read; --fresh begins again"
              .formatted(folder, checkpoints.size()));
    }
    return Optional.empty();
  }

  /** Drops all checkpoints. */
  public void clear() throws IOException {
    files.delete(folder, true);
  }

  private static void requireSame(Path checkpoint, String what, String expected, String found) {
    if (!expected.equals(found)) {
      throw UserError.usage(
          "%s belongs to another %s (SHA-256 %.12s…, this run has %.12s…): choose another --run-id, or --fresh to begin again"
              .formatted(checkpoint, what, found, expected));
    }
  }

  private List<Path> newestFirst() throws IOException {
    List<Path> found = new ArrayList<>();
    if (files.exists(folder)) {
      for (FileStatus status : files.listStatus(folder)) {
        if (status.getPath().getName().startsWith(PREFIX)) {
          found.add(status.getPath());
        }
      }
    }
    found.sort(Comparator.comparing(Path::getName).reversed());
    return found;
  }
}
