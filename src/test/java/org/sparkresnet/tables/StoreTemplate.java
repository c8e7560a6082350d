package org.sparkresnet.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/** Store with rows that the tests of a class begin with, written once. */
public final class StoreTemplate {
  private Path folder;

  /**
   * Copies the store.
   *
   * @param store an empty folder
   * @param rows writes the rows to that folder; called for the first copy
   */
  public void copyTo(Path store, Runnable rows) {
    try {
      if (folder != null) {
        FileUtils.copyDirectory(folder.toFile(), store.toFile());
        return;
      }
      rows.run();
      folder = Files.createTempDirectory("store-template");
      FileUtils.copyDirectory(store.toFile(), folder.toFile());
      FileUtils.forceDeleteOnExit(folder.toFile()); // registers what is in it by now
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
