package org.sparkresnet.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.BoundedInput;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.Locations;
import org.sparkresnet.lock.FolderLock;

/**
 * The folder that keeps all runs, on any Hadoop file system, for reading. A {@code StoreWriter}
 * changes it. Driver only.
 */
public final class Store {
  /** Beginning of the names of a table's folders, each of a month. */
  public static final String MONTH = "month=";

  /** Beginning of the names of a table's folders of earlier versions, each of a run. */
  public static final String RUN = "run_id=";

  /** Limit of a file that is read whole; the largest network's model has 78 MB. */
  private static final int MOST_BYTES = 100_000_000;

  private final AtomicFiles files;
  private final Path root;
  private volatile boolean isSuitable;

  private Store(AtomicFiles files, Path root) {
    this.files = files;
    this.root = root;
  }

  /**
   * The store at a folder; nothing is created.
   *
   * @param root a local folder, or a URI of any file system that Hadoop knows
   * @param configuration Hadoop's, which names the default file system
   * @throws UserError if there is no such file system
   */
  public static Store open(String root, Configuration configuration) {
    Locations.requireNoPassword("store", root);
    try {
      Path path = new Path(root);
      AtomicFiles files = AtomicFiles.on(Locations.fileSystem(path, configuration));
      return new Store(files, files.qualified(path));
    } catch (IllegalArgumentException | IOException e) {
      throw UserError.usage(
          "store must be a folder or a URI that Hadoop knows, cannot be: '"
              + ErrorText.of(root)
              + "' ("
              + ErrorText.of(e)
              + ")");
    }
  }

  /**
   * Requires a file system on which locks exclude and readers see whole files; tried once, in the
   * store's folder, which is created. One that cannot be tried is not written.
   *
   * @param patience time for which a trial that fails is repeated
   * @throws UserError of code USAGE that names the rule which the file system breaks, of code
   *     STORAGE if it gives no answer
   */
  void requireSuitable(Duration patience) {
    if (isSuitable) {
      return;
    }
    try {
      files.retrying(patience).change(root, this::requireNoBrokenRule);
    } catch (IOException e) {
      throw FileErrors.cannot("write", root, e);
    }
    isSuitable = true;
  }

  private void requireNoBrokenRule() throws IOException {
    Optional<String> broken = files.brokenRule(root);
    if (broken.isPresent()) {
      throw UserError.usage(
          "store must be on a file system that keeps writers apart and replaces a file in one"
              + " step, cannot be: %s (%s); keep it on a local disk or HDFS, only data.path may"
                  .formatted(root, broken.get())
              + " be there");
    }
  }

  /** The store's folder, qualified with its file system. */
  public Path root() {
    return root;
  }

  /** Files of the store, changed without a guard. */
  AtomicFiles files() {
    return files;
  }

  /** {@code runs}. */
  public Path runs() {
    return new Path(root, "runs");
  }

  /** {@code tables}: the folders of the tables' files. */
  public Path tables() {
    return new Path(root, "tables");
  }

  /** {@code tables_1}: the runs' folders of earlier versions. */
  public Path oldTables() {
    return new Path(root, "tables_1");
  }

  /** {@code tables_monthly}: the months' files of earlier versions. */
  public Path oldMonths() {
    return new Path(root, "tables_monthly");
  }

  /** {@code runs/<run_id>}. */
  public Path run(RunId runId) {
    return new Path(runs(), runId.value());
  }

  /** The resolved configuration of a run. */
  public Path config(RunId runId) {
    return new Path(run(runId), "config.conf");
  }

  /** The record of how a run was made. */
  public Path manifest(RunId runId) {
    return new Path(run(runId), "manifest.json");
  }

  /** The result of a run; written last. */
  public Path summary(RunId runId) {
    return new Path(run(runId), "summary.json");
  }

  /** The trained model of a run. */
  public Path model(RunId runId) {
    return new Path(run(runId), "model.zip");
  }

  /** The checkpoints of a run. */
  public Path checkpoints(RunId runId) {
    return new Path(run(runId), "checkpoints");
  }

  /** The rows of a run in progress: {@code tables.Journal}. */
  public Path journal(RunId runId) {
    return new Path(run(runId), "journal");
  }

  /**
   * A small text file in UTF-8.
   *
   * @throws UserError "PATH: not found", or "cannot read PATH: reason"
   */
  public String readText(Path path) {
    return new String(readBytes(path), StandardCharsets.UTF_8);
  }

  /**
   * A whole file.
   *
   * @throws UserError "PATH: not found", or "cannot read PATH: reason"
   */
  public byte[] readBytes(Path path) {
    try {
      return files.read(path, in -> BoundedInput.readAll(in, "the file", MOST_BYTES));
    } catch (FileNotFoundException e) {
      throw UserError.data(path + ": not found", e);
    } catch (IOException e) {
      throw FileErrors.cannot("read", path, e);
    }
  }

  /**
   * Reads a file.
   *
   * @throws FileNotFoundException if it is absent
   */
  public <T> T read(Path path, AtomicFiles.Reading<T> reading) throws IOException {
    return files.read(path, reading);
  }

  /** A small text file in UTF-8; empty if it is absent. */
  public Optional<String> textIfPresent(Path path) {
    try {
      byte[] bytes = files.read(path, in -> BoundedInput.readAll(in, path.toString(), MOST_BYTES));
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw FileErrors.cannot("read", path, e);
    }
  }

  /** The files and folders in a folder, by name; none if it is absent. */
  public List<FileStatus> list(Path folder) {
    try {
      return files.list(folder);
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw FileErrors.cannot("read", folder, e);
    }
  }

  /** The names in a folder, sorted; none if it is absent. */
  public List<String> names(Path folder) {
    return list(folder).stream().map(status -> status.getPath().getName()).toList();
  }

  /** Size and time of a file or folder; empty if it is absent. */
  public Optional<FileStatus> status(Path path) {
    try {
      return Optional.of(files.status(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw FileErrors.cannot("read", path, e);
    }
  }

  /** Tells whether a job works on a folder, or died while it did. */
  public boolean isLocked(Path folder) {
    return FolderLock.isHeld(files, folder);
  }

  /** Last sign of life of the job that works on a folder: {@link FolderLock#lastSign}. */
  public Optional<Instant> lastSign(Path folder) {
    return FolderLock.lastSign(files, folder);
  }

  /** Tells whether a job works on a folder: {@link FolderLock#isWorkedOn}. */
  public boolean isWorkedOn(Path folder, Duration least) {
    return FolderLock.isWorkedOn(files, folder, least);
  }

  /** Tells whether there is a file or folder. */
  public boolean exists(Path path) {
    try {
      return files.exists(path);
    } catch (IOException e) {
      throw FileErrors.cannot("read", path, e);
    }
  }
}
