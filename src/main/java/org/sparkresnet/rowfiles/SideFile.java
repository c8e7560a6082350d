package org.sparkresnet.rowfiles;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.BoundedInput;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.store.Store;

/**
 * JSON file beside row files: sums, or the plan of a move of rows. A damaged one is an answer, not
 * a failure: whoever reads it decides what can be done without it.
 *
 * @param content empty if the file is damaged
 * @param fault what is wrong, in words; empty if nothing is
 */
public record SideFile<T extends Record>(Optional<T> content, String fault) {
  /** Longest file that is read: the sums of a million runs. */
  private static final int MOST_BYTES = 100_000_000;

  /**
   * Reads a file; empty if it is absent.
   *
   * @throws UserError of code STORAGE if the file system fails
   */
  public static <T extends Record> Optional<SideFile<T>> of(Store store, Path path, Class<T> type) {
    try {
      return of(store::read, path, type);
    } catch (IOException e) {
      throw FileErrors.cannot("read", path, e);
    }
  }

  /** Reads a file; empty if it is absent. */
  static <T extends Record> Optional<SideFile<T>> of(FileSource source, Path path, Class<T> type)
      throws IOException {
    try {
      return Optional.of(source.read(path, in -> read(in, type)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static <T extends Record> SideFile<T> read(InputStream in, Class<T> type)
      throws IOException {
    try {
      byte[] bytes = BoundedInput.readAll(in, "it", MOST_BYTES);
      String text = new String(bytes, StandardCharsets.UTF_8);
      return new SideFile<>(Optional.of(Json.read("it", text, type)), "");
    } catch (BoundedInput.TooLongException e) {
      return new SideFile<>(Optional.empty(), e.getMessage());
    } catch (UserError e) {
      return new SideFile<>(Optional.empty(), e.getMessage().replaceFirst("^it: ", ""));
    }
  }
}
