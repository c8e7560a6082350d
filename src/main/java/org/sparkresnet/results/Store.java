package org.sparkresnet.results;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.sparkresnet.Locations;
import org.sparkresnet.UserError;

/**
 * The folder that keeps all runs, on any Hadoop file system. Files are written aside and renamed,
 * so that readers see whole ones. Driver only.
 */
public final class Store {
  /** Spark and other readers of tables pass over names with this beginning. */
  private static final String ASIDE = "_tmp-";

  private final FileSystem fileSystem;
  private final Path root;

  private Store(FileSystem fileSystem, Path root) {
    this.fileSystem = fileSystem;
    this.root = root;
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
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
      FileSystem fileSystem = Locations.fileSystem(path, configuration);
      Path qualified = fileSystem.makeQualified(path);
      // Without the layer of checksums: its second rename is a moment at which readers fail.
      return new Store(
          fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem,
          qualified);
    } catch (IllegalArgumentException | IOException e) {
      throw UserError.usage(
          "store must be a folder or a URI that Hadoop knows, cannot be: '"
              + OneLine.of(root)
              + "' ("
              + OneLine.of(e)
              + ")");
    }
  }

  /**
   * Creates the store and a file in it and deletes the file, so that a run that could not keep its
   * results fails before it starts.
   *
   * @throws UserError if that fails
   */
  public void requireWritable() {
    Path probe = new Path(root, "_probe");
    writeAtomically(probe, out -> out.write('\n'));
    delete(probe);
  }

  /** The store's folder, qualified with its file system. */
  public Path root() {
    return root;
  }

  /** The file system; on local disks it leaves no checksum files beside the files. */
  public FileSystem fileSystem() {
    return fileSystem;
  }

  /** {@code runs/<run_id>}. */
  public Path run(RunId runId) {
    return new Path(root, "runs/" + runId);
  }

  /** The resolved configuration of a run. */
  public Path config(RunId runId) {
    return new Path(run(runId), "config.conf");
  }

  /** Where a run came from: {@link Manifest}. */
  public Path manifest(RunId runId) {
    return new Path(run(runId), "manifest.json");
  }

  /** How a run ended: {@link Summary}; written last. */
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

  /** The rows of a run in progress: {@link Journal}. */
  public Path journal(RunId runId) {
    return new Path(run(runId), "journal");
  }

  /** {@code tables/<table>}. */
  public Path table(Table<?> table) {
    return new Path(root, "tables/" + table.name());
  }

  /** The one Parquet file of a run in a table. */
  Path tableFile(Table<?> table, RunId runId) {
    return new Path(table(table), Table.RUN_ID + "=" + runId + "/part-00000.parquet");
  }

  /** Where Spark writes a run's part of a table before it is renamed. */
  Path tableAside(Table<?> table, RunId runId) {
    return new Path(table(table), ASIDE + runId);
  }

  static boolean isAside(Path path) {
    return path.getName().startsWith(ASIDE);
  }

  /**
   * Writes a file aside, forces it to disk and renames it, with the folders above it. Readers find
   * the old file or the whole new one; if writing fails, the old one stays. Two writers of the same
   * file at the same time are not supported.
   *
   * @throws UserError "cannot write PATH: reason"
   */
  public void writeAtomically(Path path, Content content) {
    Path aside = new Path(path.getParent(), ASIDE + path.getName());
    try {
      fileSystem.mkdirs(path.getParent());
      try {
        writeAside(aside, content);
        FileReplacement.move(fileSystem, aside, path);
      } finally {
        // Nothing after the rename; the broken rest after a failure.
        fileSystem.delete(aside, false);
      }
    } catch (IOException e) {
      throw cannot("write", path, e);
    }
  }

  /** {@link #writeAtomically(Path, Content)} of a text in UTF-8. */
  public void writeAtomically(Path path, String text) {
    writeAtomically(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void writeAside(Path aside, Content content) throws IOException {
    try (FSDataOutputStream out = fileSystem.create(aside, true)) {
      content.writeTo(new KeptOpen(out));
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
  }

  /**
   * A small text file in UTF-8.
   *
   * @throws UserError "PATH: not found", or "cannot read PATH: reason"
   */
  public String readText(Path path) {
    try (InputStream in = fileSystem.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      throw UserError.data(path + ": not found", e);
    } catch (IOException e) {
      throw cannot("read", path, e);
    }
  }

  /** Whether there is a file or folder. */
  public boolean exists(Path path) {
    try {
      return fileSystem.exists(path);
    } catch (IOException e) {
      throw cannot("read", path, e);
    }
  }

  /** Deletes a file, or a folder with all in it; nothing if it is absent. */
  public void delete(Path path) {
    try {
      fileSystem.delete(path, true);
    } catch (IOException e) {
      throw cannot("delete", path, e);
    }
  }

  static UserError cannot(String verb, Path path, IOException cause) {
    return UserError.data("cannot " + verb + " " + path + ": " + OneLine.of(cause), cause);
  }
}
