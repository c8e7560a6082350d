package org.sparkresnet.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds out whether a file system can keep a store that several processes change: of two creates of
 * one file one fails, and a rename over a file has no moment at which readers find none. Object
 * stores often keep neither rule. Takes a few milliseconds on a local disk. Driver only.
 */
final class FileSystemProbe {
  private static final int RENAMES = 3;

  private final FileSystem fileSystem;
  private final Creation creation;

  /** Creates a file that does not exist. */
  @FunctionalInterface
  interface Creation {
    /** Returns whether this call created it. */
    boolean create(Path file, byte[] content) throws IOException;
  }

  FileSystemProbe(FileSystem fileSystem, Creation creation) {
    this.fileSystem = fileSystem;
    this.creation = creation;
  }

  /**
   * Asks for the type of the file system, which needs no change, and tries both rules in a folder
   * of its own, which it deletes.
   *
   * @return the rule that is broken, in words; empty if none is
   */
  Optional<String> brokenRule(Path folder) throws IOException {
    if (!FileReplacement.isOneStep(fileSystem, existing(folder))) {
      return Optional.of("a rename over a file is a delete and a rename there");
    }
    Path own = AsideNames.of(folder, AsideNames.newOwner(), "probe");
    Optional<String> broken;
    try {
      FileSync.createFolders(fileSystem, own); // the store may be new: its own name, too
      broken = brokenRuleIn(own);
    } catch (IOException | RuntimeException | FSError e) {
      try {
        fileSystem.delete(own, true);
      } catch (IOException again) {
        e.addSuppressed(again); // the first reason is the user's; clean deletes the rest
      }
      throw e;
    }
    fileSystem.delete(own, true);
    return broken;
  }

  private Optional<String> brokenRuleIn(Path own) throws IOException {
    if (!isCreatedOnce(new Path(own, "created"))) {
      return Optional.of("two creates of one file both succeed there");
    }
    return isAlwaysThere(own)
        ? Optional.empty()
        : Optional.of("a file is missing there while another one is renamed over it");
  }

  /** The folder, or the nearest above it that is there. */
  private Path existing(Path folder) throws IOException {
    Path found = folder;
    while (found.getParent() != null && !fileSystem.exists(found)) {
      found = found.getParent();
    }
    return found;
  }

  private boolean isCreatedOnce(Path file) throws IOException {
    return creation.create(file, new byte[] {1}) && !creation.create(file, new byte[] {2});
  }

  private boolean isAlwaysThere(Path folder) throws IOException {
    Path file = new Path(folder, "replaced");
    creation.create(file, new byte[] {0});
    AtomicBoolean ended = new AtomicBoolean();
    AtomicBoolean missed = new AtomicBoolean();
    Thread reader =
        new Thread(
            () -> {
              while (!ended.get() && !missed.get()) {
                missed.set(isMissing(file));
              }
            },
            "store-probe");
    reader.setDaemon(true);
    reader.start();
    try {
      for (int i = 1; i <= RENAMES; i++) {
        Path next = new Path(folder, "next-" + i);
        creation.create(next, new byte[] {(byte) i});
        FileReplacement.move(fileSystem, next, file);
      }
    } finally {
      ended.set(true);
      join(reader);
    }
    return !missed.get();
  }

  private boolean isMissing(Path file) {
    try {
      return !fileSystem.exists(file);
    } catch (IOException e) {
      return false; // it says nothing of the file
    }
  }

  private static void join(Thread reader) throws InterruptedIOException {
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
