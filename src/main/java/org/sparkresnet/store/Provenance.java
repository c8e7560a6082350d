package org.sparkresnet.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Software and machine of a run.
 *
 * @param onednnVersion empty where oneDNN is not used
 * @param osArch operating system and architecture, such as "Linux amd64"
 * @param cpuModel the driver's CPU, or "unknown"
 */
public record Provenance(
    String sparkVersion,
    String dl4jVersion,
    Optional<String> onednnVersion,
    String javaVersion,
    String osArch,
    String cpuModel) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  public Provenance {
    Objects.requireNonNull(sparkVersion, "spark_version");
    Objects.requireNonNull(dl4jVersion, "dl4j_version");
    Objects.requireNonNull(onednnVersion, "onednn_version");
    Objects.requireNonNull(javaVersion, "java_version");
    Objects.requireNonNull(osArch, "os_arch");
    Objects.requireNonNull(cpuModel, "cpu_model");
  }

  /** Adds what this JVM and its machine say of themselves to the versions of the libraries. */
  public static Provenance collect(
      String sparkVersion, String dl4jVersion, Optional<String> onednnVersion) {
    return new Provenance(
        sparkVersion,
        dl4jVersion,
        onednnVersion,
        System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        cpuModel(CPU_INFO));
  }

  /** The first CPU's model name in Linux's list, or "unknown". */
  static String cpuModel(Path cpuInfo) {
    try (Stream<String> lines = Files.lines(cpuInfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException | UncheckedIOException e) {
      return "unknown"; // Not Linux: nothing that depends on it.
    }
  }
}
