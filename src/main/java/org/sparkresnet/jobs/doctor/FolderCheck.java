package org.sparkresnet.jobs.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sparkresnet.common.ErrorText;

/**
 * Checks a folder that a process writes to: it can be written, has space, and lets libraries be
 * loaded from it.
 *
 * @param name what the folder is for and where its path comes from
 * @param bytes space that is needed
 * @param loads tells whether native libraries are unpacked there and loaded
 * @param remedy what to do about a folder that cannot be used
 */
record FolderCheck(String name, Path folder, long bytes, boolean loads, String remedy) {

  /** Tries the folder; leaves no file. One of Spark's is created if it is missing. */
  Finding of(String subject, Mounts mounts) {
    try {
      if (!loads) {
        Files.createDirectories(folder); // as Spark does
      }
      Files.delete(Files.createTempFile(folder, "probe", ""));
      Path real = folder.toRealPath();
      Optional<Path> noexec = loads ? mounts.noexec(real) : Optional.empty();
      if (noexec.isPresent()) {
        return failed(
            subject,
            "is on a file system that is mounted noexec (%s), from which no library can be loaded"
                .formatted(noexec.get()));
      }
      long free = Files.getFileStore(real).getUsableSpace();
      return free < bytes
          ? failed(
              subject, "has %s free, needs %s".formatted(Finding.size(free), Finding.size(bytes)))
          : Finding.ok(subject, "%s %s: %s free".formatted(name, folder, Finding.size(free)));
    } catch (IOException e) {
      return failed(subject, "cannot be written (%s)".formatted(ErrorText.of(e)));
    }
  }

  private Finding failed(String subject, String reason) {
    return Finding.failed(subject, "%s %s %s: %s".formatted(name, folder, reason, remedy));
  }
}
