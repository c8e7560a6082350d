package org.sparkresnet.cifar.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.common.UserError;

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

  private static void extract(byte[] archive, Path into) throws IOException {
    TarExtractor.extract("a.tar.gz", new ByteArrayInputStream(archive), WANTED, into);
  }
}
