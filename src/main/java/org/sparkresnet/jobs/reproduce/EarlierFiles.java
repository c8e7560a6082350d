package org.sparkresnet.jobs.reproduce;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.files.Locations;
import org.sparkresnet.store.Manifest;

/**
 * Finds the data files that a manifest lists. A glob of data.path matches more files today where an
 * increment came meanwhile. Driver only.
 */
final class EarlierFiles {
  private EarlierFiles() {}

  /** The files, the training files first; none where one is not there, or no file is listed. */
  static List<String> of(Manifest manifest, Configuration hadoop) {
    List<String> files =
        manifest
            .data()
            .map(data -> data.files().stream().map(DataSummary.DataFile::file).toList())
            .orElse(List.of());
    return files.stream().allMatch(file -> isThere(file, hadoop)) ? files : List.of();
  }

  /** A file that cannot be reached counts as none: what data.path finds then tells the reason. */
  private static boolean isThere(String file, Configuration hadoop) {
    try {
      Path path = new Path(file);
      return Locations.fileSystem(path, hadoop).exists(path);
    } catch (IOException | IllegalArgumentException e) { // also a location that was redacted
      return false;
    }
  }
}
