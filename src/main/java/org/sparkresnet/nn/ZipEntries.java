package org.sparkresnet.nn;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.sparkresnet.common.BoundedInput;

/**
 * Reader of single entries of a zip that nobody vouches for. The length of all entries together,
 * their number and their names are bounded; lengths that the zip declares are not believed, and
 * entries that are not asked for are checked, but not kept.
 *
 * @param file a whole zip
 * @param mostBytes that the entries may have together, without compression
 */
record ZipEntries(byte[] file, long mostBytes) {
  private static final int MOST_ENTRIES = 64;
  private static final int END_RECORD_BYTES = 22;

  /** Reader of an entry's bytes; it need not read all of them. */
  interface Content<T> {
    T read(InputStream in) throws IOException;
  }

  /**
   * Reads an entry, and verifies the CRC of every entry.
   *
   * @return empty if there is no such entry, or if its reader gives null
   */
  <T> Optional<T> read(String wanted, Content<T> content) throws IOException {
    requireEndRecord();
    T found = null;
    Set<String> names = new HashSet<>();
    ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file));
    InputStream bytes = new BoundedInput(zip, "the content of the zip", mostBytes);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (!names.add(entry.getName())) {
        throw new ZipException("two entries have the name " + entry.getName());
      }
      if (names.size() > MOST_ENTRIES) {
        throw new ZipException("more than " + MOST_ENTRIES + " entries");
      }
      if (entry.getName().equals(wanted)) {
        found = content.read(bytes);
      }
      bytes.transferTo(OutputStream.nullOutputStream());
    }
    return Optional.ofNullable(found);
  }

  /** Checks that the file ends in a zip's end record; a cut file has none. */
  private void requireEndRecord() throws ZipException {
    int end = file.length - END_RECORD_BYTES;
    if (end < 0 || file[end] != 'P' || file[end + 1] != 'K' || file[end + 2] != 5) {
      throw new ZipException("no end of a zip after " + file.length + " bytes");
    }
  }
}
