package org.sparkresnet.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/** File that a command without Spark writes on a local disk, whole or not at all. */
public final class LocalOutput {
  private LocalOutput() {}

  /**
   * Writes a text in UTF-8 aside, forces it to disk and renames it. A link stays, and a device or a
   * pipe, which cannot be replaced, is written to.
   *
   * @param option that names the file, for the message
   * @throws UserError "FILE: cannot be written (option): reason", of code STORAGE if the disk fails
   */
  public static void write(String option, Path file, String text) {
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      if (Files.isDirectory(target)) {
        throw new FileSystemException(file.toString(), null, "Is a directory");
      }
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        Files.writeString(target, text);
      } else {
        replace(target, text);
      }
    } catch (IOException e) {
      String message = "%s: cannot be written (%s): %s".formatted(file, option, reason(e));
      throw FileErrors.isStorage(e) ? UserError.storage(message, e) : UserError.usage(message);
    }
  }

  private static void replace(Path target, String text) throws IOException {
    Path aside =
        Path.of(
            AsideNames.of(
                    new org.apache.hadoop.fs.Path(target.getParent().toUri()),
                    AsideNames.newOwner(),
                    target.getFileName().toString())
                .toUri()
                .getPath());
    try {
      Files.write(aside, text.getBytes(StandardCharsets.UTF_8));
      DiskSync.file(aside);
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
      DiskSync.folder(target.getParent());
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** The system's word, for which Java has exceptions whose message is the path alone. */
  private static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "No such file or directory";
    }
    if (failure instanceof AccessDeniedException) {
      return "Permission denied";
    }
    if (failure instanceof NotDirectoryException) {
      return "Not a directory";
    }
    return failure instanceof FileSystemException named && named.getReason() != null
        ? ErrorText.of(named.getReason())
        : ErrorText.of(failure);
  }
}
