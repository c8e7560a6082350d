package org.sparkresnet.files;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;

/**
 * Tells files that are absent from files that only seem so. Of a file on a local disk that cannot
 * be looked at or opened (an error of the disk, too many open files, a folder in its place) Java
 * and Hadoop say that it is not there; whoever believes it writes a new file over the old one.
 */
public final class Absence {
  private Absence() {}

  /** Look at a file, or the opening of one. */
  @FunctionalInterface
  public interface Look<T> {
    /**
     * Looks.
     *
     * @throws FileNotFoundException if the file seems absent
     */
    T at() throws IOException;
  }

  /**
   * Looks at a file, and once more if it was written at that moment.
   *
   * @throws FileNotFoundException only if the file is absent
   */
  public static <T> T confirmed(FileSystem fileSystem, org.apache.hadoop.fs.Path path, Look<T> look)
      throws IOException {
    try {
      return look.at();
    } catch (FileNotFoundException e) {
      requireNotAbsent(fileSystem, path, e);
    }
    try {
      return look.at();
    } catch (FileNotFoundException e) {
      requireNotAbsent(fileSystem, path, e);
      throw because(e.getMessage(), e); // the cause would be taken for an absence again
    }
  }

  /**
   * Requires that a list of a folder has all that is in it: Hadoop leaves out what it cannot look
   * at.
   *
   * @throws IOException with the reason for which an entry could not be looked at
   */
  static FileStatus[] requireWhole(
      FileSystem fileSystem, org.apache.hadoop.fs.Path folder, FileStatus[] found)
      throws IOException {
    File file = local(fileSystem, folder);
    String[] names = file == null ? null : file.list();
    if (names != null && names.length > found.length) {
      Set<String> known =
          Arrays.stream(found).map(it -> it.getPath().getName()).collect(Collectors.toSet());
      for (String name : names) {
        if (!known.contains(name)) {
          boolean unused = isAbsent(new File(file, name).toPath()); // or new since
        }
      }
    }
    return found;
  }

  private static IOException because(String reason, FileNotFoundException seeming) {
    IOException failure = new IOException(reason);
    failure.addSuppressed(seeming);
    return failure;
  }

  private static void requireNotAbsent(
      FileSystem fileSystem, org.apache.hadoop.fs.Path path, FileNotFoundException seeming)
      throws IOException {
    if (FileErrors.isRefused(seeming)) {
      AccessControlException refused = new AccessControlException(seeming.getMessage());
      refused.initCause(seeming);
      throw refused;
    }
    File file = local(fileSystem, path);
    if (file == null || isAbsent(file.toPath())) {
      throw seeming;
    }
  }

  /**
   * Asks the kernel whether there is a file or folder.
   *
   * @throws IOException if it does not know
   */
  static boolean isAbsent(Path path) throws IOException {
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return false;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      if (hasFileAbove(path)) {
        return true;
      }
      throw e;
    }
  }

  private static boolean hasFileAbove(Path path) {
    for (Path above = path.toAbsolutePath().getParent(); above != null; above = above.getParent()) {
      if (Files.exists(above, LinkOption.NOFOLLOW_LINKS)) {
        return Files.isRegularFile(above);
      }
    }
    return false;
  }

  /** The file of a path; null on other file systems than the local one. */
  private static File local(FileSystem fileSystem, org.apache.hadoop.fs.Path path) {
    if (fileSystem instanceof RawLocalFileSystem raw) {
      return raw.pathToFile(path);
    }
    return fileSystem instanceof LocalFileSystem local ? local.pathToFile(path) : null;
  }
}
