package org.sparkresnet.files;

import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * Names of what is written aside before it is renamed: {@code _tmp-<owner>-<name>}. The owner is
 * the token of the lock that the writer holds, or a UUID outside locks, so that no two writers have
 * one name. Older versions of this project wrote {@code _tmp-<name>}.
 */
public final class AsideNames {
  /** Spark and other readers of tables pass over names with this beginning. */
  private static final String BEGIN = "_tmp-";

  /** Stands for =, with which Spark would read the folder after all. */
  private static final char EQUALS = '~';

  private static final Pattern OF_NO_LOCK =
      Pattern.compile(BEGIN + "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-.*");

  private static final Pattern OF_LOCK =
      Pattern.compile(BEGIN + "[0-9a-f]{8}-\\d{6,19}-[0-9a-f]{12}-.*");

  private AsideNames() {}

  /** A path aside in a folder. */
  static Path of(Path folder, String owner, String name) {
    return new Path(folder, BEGIN + owner + "-" + name.replace('=', EQUALS));
  }

  /** A path aside in a folder that no process, running or to come, has chosen before. */
  static Path ofNobody(Path folder) {
    return of(folder, newOwner(), "left");
  }

  /** The path aside that older versions of this project used for a name. */
  public static Path ofOlderVersions(Path folder, String name) {
    return new Path(folder, BEGIN + name);
  }

  /** An owner outside locks. */
  static String newOwner() {
    return UUID.randomUUID().toString();
  }

  /** Tells whether a path was left by a writer that was killed, or is being written. */
  public static boolean isAside(Path path) {
    return path.getName().startsWith(BEGIN);
  }

  /**
   * Tells whether a path aside has an owner with this beginning.
   *
   * @param owner whole parts of an owner, such as the lock of a token
   */
  public static boolean isOf(String owner, Path path) {
    return path.getName().startsWith(BEGIN + owner + "-");
  }

  /** Tells whether a path aside is of a partition of a table, such as run_id=a. */
  public static boolean isOfPartition(Path path) {
    return path.getName().indexOf(EQUALS) >= 0;
  }

  /** Tells whether a holder of a lock chose the name. */
  public static boolean isOfLock(Path path) {
    return OF_LOCK.matcher(path.getName()).matches();
  }

  /** Tells whether a writer without a lock, which may be at work, chose the name. */
  public static boolean isOfNoLock(Path path) {
    return OF_NO_LOCK.matcher(path.getName()).matches();
  }
}
