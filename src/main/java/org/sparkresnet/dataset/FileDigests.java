package org.sparkresnet.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.files.FileErrors;

/** Computation of the SHA-256 of whole files, as sha256sum has it. Runs one Spark job. */
final class FileDigests {
  private FileDigests() {}

  /**
   * Reads every file once more, from its beginning to its end: the images are read in parts.
   *
   * @return SHA-256 in hex by path, in the order of the files
   */
  static Map<String, String> of(
      JavaSparkContext spark, Broadcast<SerializableConfiguration> hadoop, RecordFiles files) {
    List<String> paths =
        Stream.concat(files.training().stream(), files.test().stream())
            .map(RecordFiles.RecordFile::path)
            .toList();
    List<String> digests =
        spark
            .parallelize(paths, paths.size())
            .map(path -> sha256(new Path(path), hadoop.value().value()))
            .collect();
    Map<String, String> byPath = new LinkedHashMap<>();
    for (int i = 0; i < paths.size(); i++) {
      byPath.put(paths.get(i), digests.get(i));
    }
    return byPath;
  }

  private static String sha256(Path path, Configuration hadoop) {
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return Sha256.of(in);
    } catch (IOException e) {
      throw FileErrors.unreadable("%s: cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }
}
