package org.sparkresnet.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Options of JVMs that live for some seconds, most of which would be compilation. */
final class QuickJvm {
  static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final String DEFAULTS = "spark-defaults.conf";
  private static final String KEY = ".extraJavaOptions ";

  private QuickJvm() {}

  /** The options as one text. */
  static String text() {
    return String.join(" ", OPTIONS);
  }

  /**
   * Copies the project's configuration of Spark, and gives its drivers and executors the options in
   * addition to their own.
   *
   * @param folder a new one
   * @return the folder, for SPARK_CONF_DIR
   */
  static Path configuration(Path folder) throws IOException {
    Files.createDirectory(folder);
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path defaults = folder.resolve(DEFAULTS);
    Files.writeString(
        defaults,
        Files.readString(defaults).replace(KEY, KEY + text())
            + "\nspark.yarn.am%s%s\n".formatted(KEY, text()));
    return folder;
  }
}
