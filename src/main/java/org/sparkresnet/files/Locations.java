package org.sparkresnet.files;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.common.UserError;

/** Files and folders as users write them: local paths, and URIs of Hadoop's file systems. */
public final class Locations {
  private Locations() {}

  /**
   * Refuses a password, a token or a signature in a URI: no file system of Hadoop takes one from
   * there, and logs would show it.
   *
   * @param option the key or option that the location comes from
   * @throws UserError of code USAGE
   */
  public static void requireNoPassword(String option, String location) {
    if (Redaction.holdsPassword(location)) {
      throw UserError.usage(
          option
              + " must not hold a user's password, cannot be: "
              + Redaction.redactLocation(location));
    }
  }

  /**
   * The file system of a path.
   *
   * @throws IOException in one line, also where there is no such host or where the classes of the
   *     file system are missing, which Hadoop tells with other exceptions
   */
  public static FileSystem fileSystem(Path path, Configuration hadoop) throws IOException {
    try {
      return path.getFileSystem(hadoop);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof ClassNotFoundException) {
        throw new IOException(
            "the classes of %s:// are not there (spark-submit --packages or --jars adds them)"
                .formatted(path.toUri().getScheme()),
            e);
      }
      throw e;
    }
  }
}
