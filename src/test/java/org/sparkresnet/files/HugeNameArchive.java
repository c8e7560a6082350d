package org.sparkresnet.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A .tar.gz of some 300 kB, whose only entry has a name of 300 MB, which a library would keep. */
public final class HugeNameArchive {
  private static final int MEGABYTES = 300;

  private HugeNameArchive() {}

  /** The archive's bytes. */
  public static byte[] bytes() throws IOException {
    TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
    name.setSize(MEGABYTES * 1_000_000L);
    byte[] header = new byte[512];
    name.writeEntryHeader(header);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(header);
      for (int i = 0; i < MEGABYTES; i++) {
        out.write(new byte[1_000_000]);
      }
    }
    return bytes.toByteArray();
  }
}
