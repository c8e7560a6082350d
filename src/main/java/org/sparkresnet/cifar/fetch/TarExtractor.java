package org.sparkresnet.cifar.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.sparkresnet.common.UserError;

/**
 * Extracts named files from a .tar.gz; refuses archives with paths outside the folder, links or
 * devices.
 */
final class TarExtractor {
  private TarExtractor() {}

  /**
   * Writes the wanted files, from any folder of the archive, directly into {@code folder}; stops
   * reading after the last of them.
   *
   * @param archive name of the archive, for messages
   * @param wanted largest allowed length in bytes by file name
   * @return names of the extracted files
   * @throws UserError of code DATA if an entry leaves the folder, is a link or device, or is too
   *     long
   */
  static Set<String> extract(
      String archive, InputStream compressed, Map<String, Long> wanted, Path folder)
      throws IOException {
    Set<String> found = new HashSet<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(compressed, 1 << 16))) {
      while (found.size() < wanted.size() && tar.getNextEntry() instanceof TarArchiveEntry entry) {
        refuseIfHostile(archive, entry);
        String name = fileName(entry);
        Long most = wanted.get(name);
        if (most == null || !entry.isFile()) {
          continue;
        }
        if (entry.getSize() > most) {
          throw refusal(archive, entry, entry.getSize() + " bytes, may be at most " + most);
        }
        Files.copy(tar, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        found.add(name);
      }
    }
    return found;
  }

  private static void refuseIfHostile(String archive, TarArchiveEntry entry) {
    String name = entry.getName().replace('\\', '/');
    if (name.startsWith("/") || name.matches("[A-Za-z]:.*")) {
      throw refusal(archive, entry, "its path is absolute");
    }
    if (Arrays.asList(name.split("/", -1)).contains("..")) {
      throw refusal(archive, entry, "its path leaves the folder");
    }
    if (entry.isSymbolicLink() || entry.isLink()) {
      throw refusal(archive, entry, "it is a link to " + entry.getLinkName());
    }
    if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      throw refusal(archive, entry, "it is a device");
    }
  }

  private static UserError refusal(String archive, TarArchiveEntry entry, String why) {
    return UserError.data(archive + ": entry " + entry.getName() + " refused: " + why);
  }

  private static String fileName(TarArchiveEntry entry) {
    String name = entry.getName().replace('\\', '/');
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
