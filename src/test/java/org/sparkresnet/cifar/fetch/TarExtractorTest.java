package org.sparkresnet.cifar.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.HugeNameArchive;

class TarExtractorTest {
  private static final Map<String, Long> WANTED = Map.of("test_batch.bin", 307_300L);

  @TempDir Path folder;

  static Stream<Arguments> hostile() {
    TarArchiveEntry link = new TarArchiveEntry("x/test_batch.bin", TarConstants.LF_SYMLINK);
    link.setLinkName("/etc/passwd");
    TarArchiveEntry hardLink = new TarArchiveEntry("x/test_batch.bin", TarConstants.LF_LINK);
    hardLink.setLinkName("../y");
    TarArchiveEntry fifo = new TarArchiveEntry("x/test_batch.bin", TarConstants.LF_FIFO);
    TarArchiveEntry tooLong = new TarArchiveEntry("x/test_batch.bin");
    tooLong.setSize(307_301);
    return Stream.of(
        arguments(
            new TarArchiveEntry("../test_batch.bin"),
            "a.tar.gz: entry ../test_batch.bin refused: its path leaves the folder"),
        arguments(
            new TarArchiveEntry("x/../../../y"),
            "a.tar.gz: entry x/../../../y refused: its path leaves the folder"),
        arguments(
            new TarArchiveEntry("/tmp/test_batch.bin", true),
            "a.tar.gz: entry /tmp/test_batch.bin refused: its path is absolute"),
        arguments(link, "a.tar.gz: entry x/test_batch.bin refused: it is a link to /etc/passwd"),
        arguments(hardLink, "a.tar.gz: entry x/test_batch.bin refused: it is a link to ../y"),
        arguments(fifo, "a.tar.gz: entry x/test_batch.bin refused: it is a device"),
        arguments(
            tooLong,
            "a.tar.gz: entry x/test_batch.bin refused: 307301 bytes, may be at most 307300"));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void refusesHostileEntries(TarArchiveEntry entry, String message) throws IOException {
    byte[] archive = Slice.tarGz(entry);
    Path inside = Files.createDirectory(folder.resolve("inside"));
    assertThatThrownBy(() -> extract(archive, inside))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
    assertThat(Slice.contents(folder)).isEmpty();
  }

  @Test
  void takesOnlyWhatIsWanted() throws IOException {
    extract(Slice.tarGz(), folder);
    assertThat(Slice.contents(folder)).containsOnlyKeys("test_batch.bin");
    assertThat(folder.resolve("test_batch.bin")).hasBinaryContent(Slice.bytes("test_batch.bin"));
  }

  @Test
  void reportsAnArchiveThatEndsEarly() throws IOException {
    byte[] archive = Slice.tarGz();
    byte[] half = Arrays.copyOf(archive, archive.length / 2);
    assertThatThrownBy(() -> extract(half, folder)).isInstanceOf(IOException.class);
  }

  /** An old sparse entry of GNU of 131 bytes once wrote 409 MB. */
  @Test
  void refusesSparseEntriesOfGnu() throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("x/test_batch.bin", TarConstants.LF_GNUTYPE_SPARSE);
    byte[] header = new byte[1024];
    entry.writeEntryHeader(header);
    byte[] magic = "ustar  \0".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, header, 257, magic.length);
    put(header, 386, "00000000000 00000000000 "); // one empty part …
    put(header, 483, "77777777777 "); // … of a file of 8 GB
    sign(header);
    byte[] archive = ArchiveFuzz.gzip(Arrays.copyOf(header, 2048));
    assertThatThrownBy(() -> extract(archive, folder))
        .hasMessageContaining("entry x/test_batch.bin refused: it is sparse");
    assertThat(Slice.contents(folder)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GNU.sparse.size", "GNU.sparse.realsize", "SCHILY.realsize"})
  void refusesSparseEntriesOfPax(String header) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("x/test_batch.bin");
    entry.setSize(512);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      byte[] records =
          (pax(header, "2000000000")
                  + (header.equals("GNU.sparse.realsize")
                      ? pax("GNU.sparse.major", "1") + pax("GNU.sparse.minor", "0")
                      : header.equals("GNU.sparse.size")
                          ? pax("GNU.sparse.map", "0,0")
                          : pax("SCHILY.filetype", "sparse")))
              .getBytes(StandardCharsets.UTF_8);
      TarArchiveEntry extended = new TarArchiveEntry("pax", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
      extended.setSize(records.length);
      tar.putArchiveEntry(extended);
      tar.write(records);
      tar.closeArchiveEntry();
      tar.putArchiveEntry(entry);
      tar.write("0\n".getBytes(StandardCharsets.US_ASCII));
      tar.write(new byte[510]);
      tar.closeArchiveEntry();
    }
    byte[] archive = ArchiveFuzz.gzip(bytes.toByteArray());
    assertThatThrownBy(() -> extract(archive, folder))
        .hasMessageContaining("refused: it is sparse");
  }

  @Test
  void headersAreBounded() throws IOException {
    assertThatThrownBy(() -> extract(HugeNameArchive.bytes(), folder))
        .isInstanceOf(IOException.class)
        .hasMessage("the header of an entry has more than 1 MB");
  }

  @Test
  void entriesAreBoundedInNumberAndOneOfAName() throws IOException {
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(many)) {
      for (int i = 0; i < 10_001; i++) {
        tar.putArchiveEntry(new TarArchiveEntry("e" + i));
        tar.closeArchiveEntry();
      }
    }
    byte[] archive = ArchiveFuzz.gzip(many.toByteArray());
    assertThatThrownBy(() -> extract(archive, folder))
        .isInstanceOf(UserError.class)
        .hasMessage("a.tar.gz: refused: more than 10000 entries");
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(twice)) {
      for (String name : List.of("a/test_batch.bin", "b/test_batch.bin")) {
        tar.putArchiveEntry(new TarArchiveEntry(name));
        tar.closeArchiveEntry();
      }
    }
    byte[] two = ArchiveFuzz.gzip(twice.toByteArray());
    assertThatThrownBy(
            () ->
                TarExtractor.extract(
                    "a.tar.gz",
                    new ByteArrayInputStream(two),
                    Map.of("test_batch.bin", 9L, "other.bin", 9L),
                    folder))
        .hasMessage("a.tar.gz: entry b/test_batch.bin refused: there is another of this name");
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static void sign(byte[] header) {
    put(header, 148, "        ");
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += header[i] & 255;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
  }

  private static String pax(String key, String value) {
    String line = " " + key + "=" + value + "\n";
    int length = line.length() + 2;
    return length + line;
  }

  private static void extract(byte[] archive, Path into) throws IOException {
    TarExtractor.extract("a.tar.gz", new ByteArrayInputStream(archive), WANTED, into);
  }
}
