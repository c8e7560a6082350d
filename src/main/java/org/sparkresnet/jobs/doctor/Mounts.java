package org.sparkresnet.jobs.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mounts of this process's file systems, as Linux lists them.
 *
 * @param mounts in the order of mounting: a later one hides an earlier one at the same place
 */
record Mounts(List<Mount> mounts) {
  private static final Path LIST = Path.of("/proc/self/mountinfo");
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
  private static final int PLACE = 4;
  private static final int OPTIONS = 5;

  /** A place in the tree of folders with the options of the file system that is mounted there. */
  record Mount(Path place, List<String> options) {}

  static Mounts here() {
    try {
      return parse(Files.readAllLines(LIST));
    } catch (IOException | InvalidPathException e) {
      return new Mounts(List.of()); // another system, or names that Java cannot read
    }
  }

  static Mounts parse(List<String> lines) {
    return new Mounts(
        lines.stream()
            .map(line -> line.split(" "))
            .filter(words -> words.length > OPTIONS)
            .map(
                words ->
                    new Mount(
                        Path.of(unescaped(words[PLACE])), Arrays.asList(words[OPTIONS].split(","))))
            .toList());
  }

  /** Place at which the file system of a folder is mounted without leave to run its files. */
  Optional<Path> noexec(Path folder) {
    Mount nearest = null;
    for (Mount mount : mounts) {
      if (folder.startsWith(mount.place())
          && (nearest == null || mount.place().getNameCount() >= nearest.place().getNameCount())) {
        nearest = mount;
      }
    }
    return Optional.ofNullable(nearest)
        .filter(mount -> mount.options().contains("noexec"))
        .map(Mount::place);
  }

  private static String unescaped(String text) {
    return OCTAL.matcher(text).replaceAll(Mounts::character);
  }

  private static String character(MatchResult octal) {
    return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(octal.group(1), 8)));
  }
}
