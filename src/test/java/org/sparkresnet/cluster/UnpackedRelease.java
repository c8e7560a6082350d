package org.sparkresnet.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sparkresnet.common.BuildInfo;

/**
 * A release as its users have it: unpacked into a folder with a space in its path, read-only,
 * behind a link, on a machine without Maven.
 *
 * @param folder that holds everything else
 * @param root folder of the release
 * @param work folder in which commands are started
 */
record UnpackedRelease(Path folder, Path root, Path work) {
  private static final Path TARGET = Path.of("target");
  private static final String NAME = "spark-resnet-" + BuildInfo.version();
  private static final List<String> SOURCES =
      List.of("submit", "conf", "notebooks", "README.md", "src/assembly", "src/site");

  /** Unpacks the archive with the scripts and the jar; {@link #addRuntime} adds a Spark. */
  static UnpackedRelease in(Path folder) throws IOException {
    build();
    Path opt = Files.createDirectories(folder.resolve("opt of all"));
    must("tar", "-xf", archive("bin").toString(), "-C", opt.toString());
    Path root = opt.resolve(NAME);
    Files.createSymbolicLink(opt.resolve("current"), Path.of(NAME));
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String place : List.of("/usr/bin", "/bin")) {
      try (Stream<Path> programs = Files.list(Path.of(place))) {
        for (Path program : programs.toList()) {
          Path link = bin.resolve(program.getFileName());
          if (!link.getFileName().toString().startsWith("mvn") && Files.notExists(link)) {
            Files.createSymbolicLink(link, program);
          }
        }
      }
    }
    Files.createSymbolicLink(bin.resolve("spark-resnet"), opt.resolve("current/submit/local"));
    return new UnpackedRelease(folder, root, Files.createDirectories(folder.resolve("my work")));
  }

  static Path archive(String kind) {
    return TARGET.resolve(NAME + "-" + kind + ".tar.gz");
  }

  void addRuntime() {
    must("chmod", "-R", "u+w", root.toString());
    must("tar", "-xf", archive("runtime").toString(), "-C", root.getParent().toString());
    must("chmod", "-R", "a-w", root.toString());
  }

  /** The path of a file behind the link. */
  String path(String file) {
    return root.resolveSibling("current").resolve(file).toString();
  }

  /** Runs a command in the working folder, without a Spark of the surroundings. */
  Submission run(Map<String, String> environment, String... command) {
    Map<String, String> all = new TreeMap<>(environment);
    all.putIfAbsent("SPARK_HOME", "");
    all.put("SPARK_SCALA_VERSION", "");
    all.put("PATH", folder.resolve("bin").toString());
    List<String> words = new ArrayList<>(List.of("env", "-C", work.toString()));
    words.addAll(List.of(command));
    return Submission.run(all, words.toArray(String[]::new));
  }

  /** Every file of the release with its mode, size and time of change. */
  String listing() {
    return must("bash", "-c", "find \"$1\" -printf '%p %m %s %C@\\n' | sort", "bash", "" + root);
  }

  /** Makes the archives, unless what is there is newer than all that goes into it. */
  private static void build() throws IOException {
    FileTime newest = Files.getLastModifiedTime(TARGET.resolve("spark-resnet.jar"));
    for (String source : SOURCES) {
      try (Stream<Path> files = Files.walk(Path.of(source))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          FileTime time = Files.getLastModifiedTime(file);
          newest = time.compareTo(newest) > 0 ? time : newest;
        }
      }
    }
    for (String kind : List.of("bin", "runtime")) {
      Path archive = archive(kind);
      if (Files.notExists(archive) || Files.getLastModifiedTime(archive).compareTo(newest) < 0) {
        must(
            "mvn",
            "-q",
            "-Pdist",
            "license:add-third-party@licences-of-jar",
            "license:add-third-party@licences-of-runtime",
            "git-commit-id:revision",
            "antrun:run@release-files",
            "assembly:single@archives",
            "checksum:files@sum-of-bin",
            "checksum:files@sum-of-runtime");
        return;
      }
    }
  }

  private static String must(String... command) {
    Submission done = Submission.run(command);
    if (done.code() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + done.said());
    }
    return done.out();
  }
}
