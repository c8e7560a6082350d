package org.sparkresnet.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.Sha256;

/**
 * Files that submissions share, under names that hold the SHA-256 of what is in them: what is there
 * under its name is the right thing and is not written again. Written aside and renamed; two
 * submissions may do so at once.
 */
public final class StagedFiles {
  private static final int DIGITS = 16;

  private final FileSystem files;
  private final Path folder;
  private final boolean dryRun;
  private final Consumer<String> progress;

  /**
   * @param dryRun whether only the names are wanted
   * @param progress is told of an upload before it begins
   */
  public StagedFiles(FileSystem files, boolean dryRun, Consumer<String> progress) {
    this.files = files;
    this.folder = new Path(files.getHomeDirectory(), ".spark-resnet");
    this.dryRun = dryRun;
    this.progress = progress;
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** A copy of a local file. */
  public Path file(java.nio.file.Path local) throws IOException {
    String name = local.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return staged(
        name.substring(0, dot) + "-" + digits(Sha256.ofFile(local)) + name.substring(dot),
        Files.size(local),
        out -> Files.copy(local, out));
  }

  /** A copy of a local file that is a tar.gz, whatever it is named. */
  Path tarGz(String kind, java.nio.file.Path local) throws IOException {
    return staged(
        kind + "-" + digits(Sha256.ofFile(local)) + ".tar.gz",
        Files.size(local),
        out -> Files.copy(local, out));
  }

  /** A zip file of the files in a local folder, as spark.yarn.archive wants it. */
  public Path archive(java.nio.file.Path local) throws IOException {
    List<java.nio.file.Path> jars;
    try (Stream<java.nio.file.Path> all = Files.list(local)) {
      jars = all.filter(Files::isRegularFile).sorted().toList();
    }
    MessageDigest digest = Sha256.start();
    long bytes = 0;
    for (java.nio.file.Path jar : jars) {
      digest.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
      digest.update(HexFormat.of().parseHex(Sha256.ofFile(jar)));
      bytes += Files.size(jar);
    }
    return staged(
        "spark-jars-" + digits(Sha256.hex(digest)) + ".zip",
        bytes,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.setLevel(0); // jars are compressed
          for (java.nio.file.Path jar : jars) {
            ZipEntry entry = new ZipEntry(jar.getFileName().toString());
            entry.setLastModifiedTime(FileTime.fromMillis(0));
            zip.putNextEntry(entry);
            Files.copy(jar, zip);
          }
          zip.finish();
        });
  }

  /** A folder, which is made. */
  public Path folder(String name) throws IOException {
    Path path = files.makeQualified(new Path(name));
    if (!dryRun) {
      path.getFileSystem(files.getConf()).mkdirs(path);
    }
    return path;
  }

  private Path staged(String name, long bytes, Content content) throws IOException {
    Path target = new Path(folder, name);
    if (dryRun || files.exists(target)) {
      return target;
    }
    progress.accept("putting %d MB at %s (once) …".formatted(bytes >> 20, target));
    Path aside = AsideNames.of(folder, AsideNames.newOwner(), name);
    try {
      FileSync.fill(
          FileSync.create(files, aside),
          out -> {
            content.writeTo(out);
            FileSync.finish(out);
          });
      if (!files.rename(aside, target) && !files.exists(target)) {
        throw new IOException("cannot rename " + aside + " to " + target);
      }
      FileSync.folder(files, folder);
    } finally {
      files.delete(aside, false);
    }
    return target;
  }

  private static String digits(String sha256) {
    return Sha256.shortened(sha256, DIGITS);
  }
}
