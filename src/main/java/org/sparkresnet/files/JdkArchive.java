package org.sparkresnet.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/**
 * A tar.gz file of a JDK, or of a runtime that jlink made, for the nodes of a cluster.
 *
 * @param home folder of the JDK inside the archive; empty for the archive itself
 */
public record JdkArchive(String home) {
  private static final String JAVA = "bin/java";
  private static final String RELEASE = "release";
  private static final int JAVA_VERSION = 17;
  private static final long MOST_BYTES = 4L << 30;
  private static final int MOST_RELEASE_BYTES = 65_536;

  /** Characters of what is kept of an archive in memory; a JDK has some thousand. */
  private static final int MOST_KEPT = 1 << 24;

  /** What each entry that is kept costs besides its characters. */
  private static final int ENTRY = 100;

  private static final Pattern VERSION =
      Pattern.compile("(?m)^JAVA_VERSION=\"?(?:1\\.)?([0-9]{1,3})[^\"\\n]*\"?\\s*$");
  private static final Pattern MODULES = Pattern.compile("(?m)^MODULES=\"([^\"\\n]*)\"");

  /** Of those that jlink may have left out, the ones without which no job runs on YARN. */
  private static final List<String> REQUIRED_MODULES =
      List.of(
          "java.logging",
          "java.management",
          "java.naming",
          "java.security.jgss",
          "java.sql",
          "java.xml",
          "jdk.management",
          "jdk.security.auth",
          "jdk.unsupported");

  private static final Pattern HOME = Pattern.compile("[A-Za-z0-9._+/-]*");

  /**
   * Reads the whole archive, so that one that was cut off is found here and not on the nodes.
   *
   * @param name of the file, for messages
   * @throws UserError of code USAGE if it is no archive with a Java 17 for this machine's kind
   */
  public static JdkArchive read(String name, InputStream file) {
    Entries entries = new Entries();
    try (TarStream tar = new TarStream(file, MOST_BYTES)) {
      for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
        entries.add(entry, tar.content(entry.getName(), MOST_BYTES));
      }
    } catch (IOException | RuntimeException e) { // the library's own, of damaged headers
      throw mistake(name, "must be a tar.gz of a JDK 17, cannot be read: " + ErrorText.of(e));
    }
    return entries.checked(name);
  }

  /** What an archive holds, as far as it matters here. */
  private static final class Entries {
    private final Map<String, Program> programs = new TreeMap<>();
    private final Map<String, String> releases = new TreeMap<>();
    private final Map<String, String> absoluteLinks = new TreeMap<>();
    private int kept;

    void add(TarArchiveEntry entry, InputStream content) throws IOException {
      String path = entry.getName().replaceFirst("^(?:\\./)+", "");
      if (entry.isSymbolicLink() && entry.getLinkName().startsWith("/")) {
        keep(path, entry.getLinkName());
        absoluteLinks.put(path, entry.getLinkName());
      } else if (entry.isFile() && isOrEndsWith(path, JAVA)) {
        keep(path, "");
        programs.put(path, Program.read(content, (entry.getMode() & 0111) != 0));
      } else if (entry.isFile() && isOrEndsWith(path, RELEASE)) {
        String release = new String(content.readNBytes(MOST_RELEASE_BYTES), UTF_8);
        keep(path, release);
        releases.put(path, release);
      }
    }

    private void keep(String path, String content) throws IOException {
      kept += ENTRY + path.length() + content.length();
      if (kept > MOST_KEPT) {
        throw new IOException(
            "it has more programs java, files release or absolute links than any JDK");
      }
    }

    private static boolean isOrEndsWith(String path, String name) {
      return path.equals(name) || path.endsWith("/" + name);
    }

    JdkArchive checked(String name) {
      // A JDK 8 has a second one in its folder jre.
      String java =
          programs.keySet().stream()
              .min(Comparator.comparingInt(String::length))
              .orElseThrow(() -> mistake(name, "must be a tar.gz of a JDK 17, has no bin/java"));
      String home = java.substring(0, java.length() - JAVA.length());
      programs.get(java).check(name, java);
      checkRelease(name, releases.getOrDefault(home + RELEASE, ""));
      absoluteLinks.forEach(
          (path, target) -> {
            if (path.startsWith(home + "lib/") || path.startsWith(home + "conf/")) {
              throw mistake(
                  name,
                  "must hold the whole JDK, has a link to %s (as those of Linux packages); jlink or tar --dereference makes a whole one"
                      .formatted(target));
            }
          });
      if (!HOME.matcher(home).matches() || home.startsWith("/") || home.contains("..")) {
        throw mistake(name, "must have its JDK in a plain folder, cannot be: " + home);
      }
      return new JdkArchive(home.isEmpty() ? "" : home.substring(0, home.length() - 1));
    }
  }

  private static void checkRelease(String name, String release) {
    Matcher version = VERSION.matcher(release);
    if (version.find() && Integer.parseInt(version.group(1)) != JAVA_VERSION) {
      throw mistake(name, "must hold a Java 17, holds a Java " + version.group(1));
    }
    Matcher modules = MODULES.matcher(release);
    if (modules.find()) {
      List<String> held = List.of(modules.group(1).split(" "));
      REQUIRED_MODULES.stream()
          .filter(module -> !held.contains(module))
          .findFirst()
          .ifPresent(
              module -> {
                throw mistake(name, "must hold the modules of a JDK 17, has no " + module);
              });
    }
  }

  /**
   * Beginning of a program.
   *
   * @param machine number of the processor in the header of an ELF file; -1 for another file
   */
  private record Program(int machine, boolean isExecutable) {
    private static final int HEADER = 20;
    private static final int MACHINE = 18;
    private static final Map<String, Integer> MACHINES = Map.of("amd64", 62, "aarch64", 183);
    private static final Map<Integer, String> NAMES =
        Map.of(
            3, "32-bit x86", 62, "x86-64", 183, "AArch64", 21, "POWER", 22, "IBM Z", 243, "RISC-V");

    static Program read(InputStream content, boolean isExecutable) throws IOException {
      byte[] header = content.readNBytes(HEADER);
      boolean isElf =
          header.length == HEADER
              && header[0] == 0x7f
              && header[1] == 'E'
              && header[2] == 'L'
              && header[3] == 'F';
      boolean isBigEndian = isElf && header[5] == 2;
      int low = isElf ? header[isBigEndian ? MACHINE + 1 : MACHINE] & 0xff : -1;
      return new Program(low, isExecutable);
    }

    void check(String name, String path) {
      int own = MACHINES.getOrDefault(System.getProperty("os.arch"), machine);
      if (machine < 0) {
        throw mistake(name, "must hold a JDK for Linux, %s is no program of it".formatted(path));
      }
      if (machine != own) {
        throw mistake(
            name,
            "must hold a JDK for %s, is for %s"
                .formatted(NAMES.get(own), NAMES.getOrDefault(machine, "another processor")));
      }
      if (!isExecutable) {
        throw mistake(name, "must hold a JDK, %s is not executable".formatted(path));
      }
    }
  }

  private static UserError mistake(String name, String rule) {
    return UserError.usage("%s %s (--jdk)".formatted(name, rule));
  }
}
