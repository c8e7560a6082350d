package org.sparkresnet.jobs.doctor;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.Locations;
import org.sparkresnet.store.StoreLocks;

/**
 * Checks that the store can be written and that its file system keeps writers apart. A store that
 * did not exist does not exist afterwards either.
 */
final class StoreCheck implements AutoCloseable {
  private static final long FEW_BYTES = 500_000_000;

  private final FileSystem files;
  private final Path root;
  private final boolean existed;
  private String probe = "";

  private StoreCheck(FileSystem files, Path root, boolean existed) {
    this.files = files;
    this.root = root;
    this.existed = existed;
  }

  static StoreCheck of(StoreLocks locks, Configuration hadoop) throws IOException {
    Path root = locks.store().root();
    FileSystem files = Locations.fileSystem(root, hadoop);
    return new StoreCheck(files, root, files.exists(root));
  }

  /** Tries the store; leaves a file in it for the executors until this object is closed. */
  Finding run(StoreLocks locks) {
    try {
      locks.requireWritable();
      Path file = new Path(root, "_probe-doctor-" + UUID.randomUUID());
      files.create(file, false).close();
      probe = file.toString();
      long free =
          files instanceof LocalFileSystem local
              ? local.pathToFile(root).getUsableSpace() // less than what is free, under a quota
              : files.getStatus(root).getRemaining();
      return free < FEW_BYTES
          ? Finding.failed(
              "store",
              "%s has %s free: make room, or run clean".formatted(root, Finding.size(free)))
          : Finding.ok(
              "store",
              "%s can be written, one of two creates fails, a rename replaces; %s free"
                  .formatted(root, Finding.size(free)));
    } catch (UserError e) {
      return Finding.failed("store", e.getMessage());
    } catch (IOException e) {
      return Finding.failed("store", "%s cannot be written: %s".formatted(root, ErrorText.of(e)));
    }
  }

  /** Path of the file for the executors; empty without one. */
  String probe() {
    return probe;
  }

  @Override
  public void close() throws IOException {
    if (!probe.isEmpty()) {
      files.delete(new Path(probe), false);
    }
    if (!existed && files.exists(root) && files.listStatus(root).length == 0) {
      files.delete(root, false);
    }
  }
}
