package org.sparkresnet.cifar;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Tells what a file is that should hold records and does not, by its first bytes and its length.
 */
public final class ForeignContent {
  /** Bytes of the beginning of a file that are looked at. */
  public static final int BYTES = 64;

  private static final int CIFAR_100_RECORD = CifarFormat.RECORD_BYTES + 1;

  private record Beginning(String bytes, String content) {}

  private static final List<Beginning> KNOWN =
      List.of(
          new Beginning("version https://git-lfs", "a Git LFS pointer; git lfs pull gets the file"),
          new Beginning("\u001f\u008b", "compressed by gzip"),
          new Beginning("BZh", "compressed by bzip2"),
          new Beginning("\u00fd7zXZ", "compressed by xz"),
          new Beginning("(\u00b5/\u00fd", "compressed by Zstandard"),
          new Beginning("PK\u0003\u0004", "a zip archive"),
          new Beginning("PAR1", "a Parquet file"),
          new Beginning("\u0089PNG", "a PNG picture"),
          new Beginning("\u00ff\u00d8\u00ff", "a JPEG picture"),
          new Beginning("\u0080\u0002", "a Python pickle: the binary version of CIFAR-10 is read"),
          new Beginning("\u0080\u0004", "a Python pickle: the binary version of CIFAR-10 is read"),
          new Beginning("<!DOCTYPE", "a web page"),
          new Beginning("<html", "a web page"));

  private ForeignContent() {}

  /**
   * Names the content of a file whose length is no whole number of records.
   *
   * @param beginning its first bytes, at most {@link #BYTES}
   */
  public static Optional<String> of(byte[] beginning, long length) {
    String text = new String(beginning, StandardCharsets.ISO_8859_1);
    for (Beginning known : KNOWN) {
      if (text.startsWith(known.bytes())) {
        return Optional.of("it is " + known.content());
      }
    }
    return length > 0 && length % CIFAR_100_RECORD == 0
        ? Optional.of("it has the length of CIFAR-100's records, of two labels each")
        : Optional.empty();
  }
}
