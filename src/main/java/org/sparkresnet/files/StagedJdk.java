package org.sparkresnet.files;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/**
 * A JDK's archive where the nodes of a cluster can read it.
 *
 * @param file address of the archive
 * @param home folder of the JDK inside the archive; empty for the archive itself
 */
public record StagedJdk(Path file, String home) {
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");

  /**
   * Checks an archive, and puts one of this machine on the cluster's file system.
   *
   * @param given path on this machine, or URI of a file system that the nodes reach
   * @throws UserError of code USAGE if there is no such archive, or none that the nodes could use
   */
  public static StagedJdk of(String given, StagedFiles staged, Configuration hadoop)
      throws IOException {
    String local = given.startsWith("file:") ? given.replaceFirst("^file:/*", "/") : given;
    return URI.matcher(local).matches()
        ? remote(local, hadoop)
        : local(java.nio.file.Path.of(local), staged);
  }

  private static StagedJdk local(java.nio.file.Path file, StagedFiles staged) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw UserError.usage("%s: no such file, or not readable (--jdk)".formatted(file));
    }
    JdkArchive archive;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      archive = JdkArchive.read(file.toString(), in);
    }
    return new StagedJdk(staged.tarGz("jdk", file), archive.home());
  }

  private static StagedJdk remote(String uri, Configuration hadoop) {
    String name = uri.toLowerCase(Locale.ROOT);
    if (!name.endsWith(".tar.gz") && !name.endsWith(".tgz")) {
      throw UserError.usage(
          "%s: YARN unpacks only what is named .tar.gz or .tgz (--jdk)".formatted(uri));
    }
    Path path = new Path(uri);
    try {
      FileSystem files = Locations.fileSystem(path, hadoop);
      Path file = files.makeQualified(path);
      try (InputStream in = files.open(file)) {
        return new StagedJdk(file, JdkArchive.read(uri, in).home());
      }
    } catch (FileNotFoundException e) {
      throw UserError.usage("%s: no such file (--jdk)".formatted(uri));
    } catch (IOException e) {
      throw UserError.usage("%s: cannot be read: %s (--jdk)".formatted(uri, ErrorText.of(e)));
    }
  }
}
