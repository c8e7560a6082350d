package org.sparkresnet.jobs.doctor;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.files.Locations;

/**
 * Files that an executor must see as the driver does.
 *
 * @param storeProbe file that the driver has made in the store; empty without one
 * @param data length of each data file, by path
 */
record SharedFiles(String storeProbe, Map<String, Long> data) implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  /** Copies the map. */
  SharedFiles {
    data = Map.copyOf(data);
  }

  /** Looks at the files from this process. */
  List<Finding> seenFrom(String subject, Configuration hadoop) {
    List<Finding> findings = new ArrayList<>();
    if (!storeProbe.isEmpty()) {
      findings.add(store(subject, hadoop));
    }
    if (!data.isEmpty()) {
      findings.add(data(subject, hadoop));
    }
    return findings;
  }

  private Finding store(String subject, Configuration hadoop) {
    Path probe = new Path(storeProbe);
    try {
      FileSystem files = Locations.fileSystem(probe, hadoop);
      if (!files.exists(probe)) {
        return Finding.failed(
            subject,
            "store %s is another folder there: name one that all machines see"
                .formatted(probe.getParent()));
      }
      Path own = probe.suffix("-" + subject.replaceAll("[^A-Za-z0-9.-]", "-"));
      files.create(own, true).close();
      files.delete(own, false);
      return Finding.ok(subject, "store can be written");
    } catch (IOException e) {
      return Finding.failed(
          subject,
          "store %s cannot be written there: %s".formatted(probe.getParent(), ErrorText.of(e)));
    }
  }

  private Finding data(String subject, Configuration hadoop) {
    for (Map.Entry<String, Long> file : data.entrySet()) {
      Path path = new Path(file.getKey());
      try {
        long length = Locations.fileSystem(path, hadoop).getFileStatus(path).getLen();
        if (length != file.getValue()) {
          return Finding.failed(
              subject,
              "%s has %,d bytes there and %,d for the driver (data.path)"
                  .formatted(path, length, file.getValue()));
        }
      } catch (IOException e) {
        return Finding.failed(
            subject,
            "%s cannot be read there: %s; data.path must be the same on every machine"
                .formatted(path, ErrorText.of(e)));
      }
    }
    return Finding.ok(subject, "sees the %d data files".formatted(data.size()));
  }
}
