package org.sparkresnet.rowfiles;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.SortedMap;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.Seekable;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.files.AtomicFiles;

/**
 * Sum of a version of a row file.
 *
 * @param file its name
 * @param sha256 of its content
 * @param shortest length of the shortest version that this name had, in bytes: a reader that listed
 *     that version takes only row groups whose middle lies below it
 * @param runs rows by run, of merged rows; empty for a run's own
 */
public record TableSum(
    String file,
    String sha256,
    long bytes,
    long rows,
    long shortest,
    SortedMap<String, Long> runs) {

  private static final int BUFFER = 1 << 16;

  /**
   * Content of the file of sums.
   *
   * @param versions of the row file, the newest first: the file is one of them
   */
  public record Versions(List<TableSum> versions) {
    /** Copies the list. */
    public Versions {
      versions = List.copyOf(versions);
    }
  }

  /**
   * The sum of a version with a name.
   *
   * @param shortest as above; of a name that was never used the length of this version
   */
  public static TableSum of(
      Content content, Path file, long shortest, SortedMap<String, Long> runs) {
    return new TableSum(
        file.getName(),
        content.sha256(),
        content.bytes(),
        content.footer().rows(),
        Math.min(shortest, content.bytes()),
        runs);
  }

  /** SHA-256 of a file and its footer, read in one pass. */
  public record Content(String sha256, long bytes, ParquetFooter footer) {
    /**
     * Reads a file.
     *
     * @throws ParquetFooter.NoParquetException if it is no whole Parquet file
     */
    public static Content of(AtomicFiles files, Path file) throws IOException {
      long bytes = files.status(file).getLen();
      return files.read(
          file,
          in -> {
            ParquetFooter footer = ParquetFooter.read(in, bytes);
            ((Seekable) in).seek(0);
            return new Content(digest(in), bytes, footer);
          });
    }
  }

  /** SHA-256 of the rest of a stream. */
  public static String digest(InputStream in) throws IOException {
    MessageDigest digest = Sha256.start();
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return Sha256.hex(digest);
  }
}
