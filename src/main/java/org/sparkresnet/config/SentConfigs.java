package org.sparkresnet.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/** Configurations that go along with a submission to a driver on the cluster. */
public final class SentConfigs {
  private SentConfigs() {}

  /**
   * Addresses of configurations and of the files that they include. The driver finds all of them in
   * one folder.
   *
   * @return URIs without a comma, each configuration's own before those of its includes
   * @throws UserError of code USAGE for a file that cannot be read, or does not stand beside the
   *     one that includes it
   */
  public static List<String> addresses(List<Path> configs) {
    List<String> addresses = new ArrayList<>();
    for (Path config : configs) {
      List<Path> parts = ConfigFile.withIncludes(config).stream().map(SentConfigs::place).toList();
      Path folder = parts.get(0).getParent();
      for (Path part : parts) {
        if (!part.getParent().equals(folder)) {
          throw UserError.usage(
              "%s: include must name a file beside it to go along to the cluster, cannot be: %s"
                  .formatted(config, folder.relativize(part)));
        }
        addresses.add(part.toUri().toString().replace(",", "%2C")); // in a list with commas
      }
    }
    return addresses;
  }

  /** Place of a file whose folder is no link; the file may be one, and keeps its name. */
  private static Path place(Path file) {
    try {
      return file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      throw UserError.usage("%s: cannot be read: %s".formatted(file, ErrorText.of(e)));
    }
  }
}
