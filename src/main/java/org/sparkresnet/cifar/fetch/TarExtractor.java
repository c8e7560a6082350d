package org.sparkresnet.cifar.fetch;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.TarStream;

/**
 * Extracts named files from a .tar.gz; refuses archives with paths outside the folder, links,
 * devices or sparse files. No length that an archive declares is believed.
 */
final class TarExtractor {
  /** The archives that are known have 10; a bomb may have millions. */
  private static final int MOST_ENTRIES = 10_000;

  /** Of the whole archive, unpacked; the official one has 184 MB. */
  private static final long MOST_BYTES = 1L << 30;

  private TarExtractor() {}

  /**
   * Writes the wanted files, from any folder of the archive, directly into {@code folder}; stops
   * reading after the last of them.
   *
   * @param archive name of the archive, for messages
   * @param wanted largest allowed length in bytes by file name
   * @return names of the extracted files
   * @throws UserError of code DATA if an entry leaves the folder, is a link, a device or sparse, is
   *     too long or there twice, or if there are too many
   * @throws IOException if the archive is damaged, or longer than any that is known
   */
  static Set<String> extract(
      String archive, InputStream compressed, Map<String, Long> wanted, Path folder)
      throws IOException {
    Set<String> found = new HashSet<>();
    int entries = 0;
    try (TarStream tar = new TarStream(compressed, MOST_BYTES)) {
      for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
        if (++entries > MOST_ENTRIES) {
          throw UserError.data(archive + ": refused: more than " + MOST_ENTRIES + " entries");
        }
        refuseIfHostile(archive, entry);
        String name = fileName(entry);
        Long most = wanted.get(name);
        if (most == null || !entry.isFile()) {
          continue;
        }
        if (entry.getSize() > most) {
          throw refusal(archive, entry, entry.getSize() + " bytes, may be at most " + most);
        }
        if (!found.add(name)) {
          throw refusal(archive, entry, "there is another of this name");
        }
        Files.copy(tar.content(name, most), folder.resolve(name), REPLACE_EXISTING);
        if (found.size() == wanted.size()) {
          break;
        }
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
    if (entry.isSparse()) {
      throw refusal(archive, entry, "it is sparse, its length is not that of its bytes");
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
