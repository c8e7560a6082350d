package org.sparkresnet.files;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/**
 * File or folder that a command writes, on any Hadoop file system.
 *
 * @param path qualified with its file system
 * @param files changes the files there
 */
public record OutputPath(Path path, AtomicFiles files) {
  /**
   * The path that an option names.
   *
   * @param kind what it must be, for the message: "a file"
   * @throws UserError of code USAGE if it cannot be one, or holds a password
   */
  public static OutputPath of(SparkSession spark, String option, String kind, String text) {
    return of(spark.sparkContext().hadoopConfiguration(), option, kind, text);
  }

  /** The path that an option of a command without Spark names; see the other method. */
  public static OutputPath of(Configuration hadoop, String option, String kind, String text) {
    Locations.requireNoPassword(option, text);
    try {
      Path path = new Path(text);
      AtomicFiles files = AtomicFiles.on(Locations.fileSystem(path, hadoop));
      return new OutputPath(files.qualified(path), files);
    } catch (IllegalArgumentException | IOException e) {
      throw UserError.usage(
          "%s must be %s, cannot be: '%s' (%s)"
              .formatted(option, kind, ErrorText.of(text), ErrorText.of(e)));
    }
  }
}
