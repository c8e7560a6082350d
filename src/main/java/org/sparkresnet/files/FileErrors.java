package org.sparkresnet.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.ClusterStorageCapacityExceededException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/**
 * Errors of files and folders. A file system that fails (full, away, over quota, read-only) is of
 * code STORAGE, since another try may succeed; a file that is missing or damaged is of code DATA.
 */
public final class FileErrors {
  /** Messages of the kernel about files, for which Java has no exceptions of their own. */
  private static final List<String> DISK =
      List.of(
          "No space left on device",
          "Read-only file system",
          "Disk quota exceeded",
          "Input/output error",
          "Stale file handle",
          "Too many open files",
          "Transport endpoint is not connected");

  private static final String REFUSED = "Permission denied";

  private FileErrors() {}

  /**
   * Error "cannot read PATH: reason" of a file or folder of the store.
   *
   * @param verb read, write, delete, lock
   */
  public static UserError cannot(String verb, Path path, IOException cause) {
    String message = "cannot " + verb + " " + path + ": " + ErrorText.of(cause);
    return verb.equals("read") && isMissing(cause)
        ? UserError.data(message, cause)
        : UserError.storage(message, cause);
  }

  /** Error of an input file that could not be read, for which a message has been made. */
  public static UserError unreadable(String message, Exception cause) {
    return isStorage(cause) ? UserError.storage(message, cause) : UserError.data(message, cause);
  }

  /** Tells whether a file system failed, rather than that a file is missing or damaged. */
  public static boolean isStorage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RemoteException
          || (isOfNetwork(cause) && !isOfNetty(cause))
          || cause instanceof ClusterStorageCapacityExceededException
          || cause.getClass().getSimpleName().equals("BlockMissingException")
          || isOfDisk(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether a file may not be read or written by this user. */
  public static boolean isRefused(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AccessControlException
          || cause instanceof AccessDeniedException
          || String.valueOf(cause.getMessage()).contains(REFUSED)) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether a failure is the kernel's word: a disk that is full, read-only, broken, away. */
  public static boolean isOfDisk(Throwable failure) {
    return DISK.stream().anyMatch(String.valueOf(failure.getMessage())::contains);
  }

  private static boolean isOfNetwork(Throwable cause) {
    return cause instanceof SocketException || cause instanceof SocketTimeoutException;
  }

  /** Spark talks to executors, which may be lost, with Netty; file systems do not use it. */
  private static boolean isOfNetty(Throwable cause) {
    return Stream.concat(
            Stream.of(cause.getClass().getName()),
            Arrays.stream(cause.getStackTrace()).map(StackTraceElement::getClassName))
        .anyMatch(name -> name.startsWith("io.netty."));
  }

  /** Tells whether a file is not there: Java tells a refused one with the same exception. */
  public static boolean isMissing(IOException cause) {
    return cause instanceof FileNotFoundException && !isRefused(cause);
  }
}
