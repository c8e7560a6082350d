package org.sparkresnet.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Folders that take seconds to make: the first process of a build that wants one makes it, and the
 * others wait for it. Nobody changes them. Outside a build, each process makes its own.
 */
final class MadeOnce {
  /** When the build began; a later one may have other classes. */
  private static final String BUILD = System.getProperty("test.build", "");

  private static final Path ALL = Path.of("target/made").toAbsolutePath();
  private static final Path OURS =
      ALL.resolve(BUILD.isEmpty() ? "process-" + ProcessHandle.current().pid() : BUILD);

  /** What is in a folder. */
  @FunctionalInterface
  interface Maker {
    /** Makes it, in a folder that is empty. */
    void make(Path folder) throws IOException;
  }

  private MadeOnce() {}

  /** The folder of this name, made if this build has none. */
  static synchronized Path folder(String name, Maker maker) throws IOException {
    Path folder = OURS.resolve(name);
    if (Files.notExists(folder)) {
      Files.createDirectories(OURS);
      try (FileChannel file =
              FileChannel.open(
                  OURS.resolve(name + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        if (lock.isValid() && Files.notExists(folder)) {
          deleteEarlier();
          make(folder, maker);
        }
      }
    }
    return folder;
  }

  /** Aside first: another process must not find a part. */
  private static void make(Path folder, Maker maker) throws IOException {
    Path aside = Files.createTempDirectory(OURS, "aside");
    maker.make(aside);
    Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void deleteEarlier() throws IOException {
    List<Path> others;
    try (Stream<Path> all = Files.list(ALL)) {
      others = all.filter(other -> !other.equals(OURS)).toList();
    }
    for (Path other : others) {
      FileUtils.deleteQuietly(other.toFile());
    }
  }
}
