package org.sparkresnet.cifar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ForeignContentTest {
  @Test
  void aPointerOfGitLfsIsNamed() {
    String pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:cee916\nsize 30730000\n";
    assertThat(ForeignContent.of(bytes(pointer), 133))
        .contains("it is a Git LFS pointer; git lfs pull gets the file");
  }

  @Test
  void compressedAndOtherFilesAreNamed() {
    assertThat(ForeignContent.of(new byte[] {0x1f, (byte) 0x8b, 8, 0}, 99))
        .contains("it is compressed by gzip");
    assertThat(ForeignContent.of(bytes("PK\u0003\u0004x"), 99)).contains("it is a zip archive");
    assertThat(ForeignContent.of(bytes("<!DOCTYPE html>"), 99)).contains("it is a web page");
    assertThat(ForeignContent.of(new byte[] {(byte) 0x80, 2, '}'}, 99))
        .contains("it is a Python pickle: the binary version of CIFAR-10 is read");
  }

  @Test
  void recordsOfTwoLabelsAreKnownByTheirLength() {
    assertThat(ForeignContent.of(new byte[64], 3074L * 50_000))
        .contains("it has the length of CIFAR-100's records, of two labels each");
  }

  @Test
  void aTruncatedFileOfRecordsIsNothingElse() {
    assertThat(ForeignContent.of(new byte[64], 100_000)).isEmpty();
    assertThat(ForeignContent.of(new byte[0], 0)).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
