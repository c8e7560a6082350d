package org.sparkresnet.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.UserError;

class JdkArchiveTest {
  private static final int X86_64 = 62;
  private static final int AARCH64 = 183;
  private static final int OWN = System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private interface Content {
    void put(TarArchiveOutputStream tar) throws IOException;
  }

  private byte[] archive(Content content) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      content.put(tar);
    }
    return bytes.toByteArray();
  }

  private static void put(TarArchiveOutputStream tar, String name, int mode, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static void jdk(TarArchiveOutputStream tar, String home, int machine, String version)
      throws IOException {
    byte[] program = new byte[64];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}, 0, program, 0, 6);
    program[18] = (byte) machine;
    put(tar, home + "bin/java", 0755, program);
    put(tar, home + "release", 0644, ("JAVA_VERSION=\"" + version + "\"\n").getBytes(UTF_8));
  }

  private static JdkArchive read(byte[] archive) {
    return JdkArchive.read("j.tar.gz", new ByteArrayInputStream(archive));
  }

  private static void refused(byte[] archive, String message) {
    assertThatThrownBy(() -> read(archive))
        .isInstanceOf(UserError.class)
        .hasMessage("j.tar.gz " + message + " (--jdk)");
  }

  @ParameterizedTest
  @CsvSource({"jdk-17.0.9+9/, jdk-17.0.9+9", "./, ''", "'', ''", "./a/b/, a/b"})
  void findsTheFolderOfTheJdk(String prefix, String home) throws IOException {
    byte[] archive =
        archive(
            tar -> {
              put(tar, prefix + "jre/bin/java", 0755, new byte[64]);
              jdk(tar, prefix, OWN, "17.0.9");
            });
    assertThat(read(archive)).isEqualTo(new JdkArchive(home));
  }

  @Test
  void refusesAHugeHeader() throws IOException {
    refused(
        HugeNameArchive.bytes(),
        "must be a tar.gz of a JDK 17, cannot be read: the header of an entry has more than 1 MB");
  }

  /** Each of them is small, and compressed next to nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"release", "bin/java", "link"})
  void refusesMoreEntriesThanMemoryHolds(String kind) throws IOException {
    byte[] content = new byte[kind.equals("release") ? 65_536 : 64];
    int count = kind.equals("release") ? 300 : 90_000;
    String longName = "l".repeat(kind.equals("release") ? 1 : 80); // shorter than a header's field
    byte[] archive =
        archive(
            tar -> {
              for (int i = 0; i < count; i++) {
                if (kind.equals("link")) {
                  TarArchiveEntry link = new TarArchiveEntry(longName + i, TarConstants.LF_SYMLINK);
                  link.setLinkName("/l");
                  tar.putArchiveEntry(link);
                  tar.closeArchiveEntry();
                } else {
                  put(tar, longName + i + "/" + kind, 0644, content);
                }
              }
            });
    refused(
        archive,
        "must be a tar.gz of a JDK 17, cannot be read: it has more programs java, files release or"
            + " absolute links than any JDK");
  }

  @Test
  void refusesAnotherJava() throws IOException {
    refused(
        archive(tar -> jdk(tar, "jdk8/", OWN, "1.8.0_392")), "must hold a Java 17, holds a Java 8");
    bytes.reset();
    refused(
        archive(tar -> jdk(tar, "jdk-11/", OWN, "11.0.13")),
        "must hold a Java 17, holds a Java 11");
  }

  @Test
  void refusesARuntimeWithoutAModuleOfSparks() throws IOException {
    refused(
        archive(tar -> jdk(tar, "jdk/", OWN, "17\"\nMODULES=\"java.base java.logging")),
        "must hold the modules of a JDK 17, has no java.management");
  }

  @Test
  void refusesAnotherProcessorAndAnotherSystem() throws IOException {
    int other = OWN == X86_64 ? AARCH64 : X86_64;
    refused(
        archive(tar -> jdk(tar, "jdk/", other, "17")),
        OWN == X86_64
            ? "must hold a JDK for x86-64, is for AArch64"
            : "must hold a JDK for AArch64, is for x86-64");
    bytes.reset();
    refused(
        archive(tar -> put(tar, "jdk/Contents/Home/bin/java", 0755, new byte[64])),
        "must hold a JDK for Linux, jdk/Contents/Home/bin/java is no program of it");
  }

  @Test
  void refusesWhatIsNoJdk() throws IOException {
    refused(
        archive(tar -> put(tar, "jdk/bin/javac", 0755, new byte[64])),
        "must be a tar.gz of a JDK 17, has no bin/java");
    bytes.reset();
    assertThatThrownBy(() -> read("PK a zip file, or any other".getBytes(UTF_8)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("j.tar.gz must be a tar.gz of a JDK 17, cannot be read: ");
    byte[] whole =
        archive(
            tar -> {
              jdk(tar, "jdk/", OWN, "17");
              byte[] modules = new byte[100_000];
              for (int i = 0; i < modules.length; i++) {
                modules[i] = (byte) ((i * i * 31) >> 7);
              }
              put(tar, "jdk/lib/modules", 0644, modules);
            });
    assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be read: ");
  }

  /** As the folders of Linux distributions, whose configuration stands under /etc. */
  @Test
  void refusesLinksOutOfTheArchive() throws IOException {
    byte[] archive =
        archive(
            tar -> {
              jdk(tar, "jdk/", OWN, "17");
              TarArchiveEntry link =
                  new TarArchiveEntry("jdk/lib/jvm.cfg", TarConstants.LF_SYMLINK);
              link.setLinkName("/etc/java-17-openjdk/jvm-amd64.cfg");
              tar.putArchiveEntry(link);
              tar.closeArchiveEntry();
            });
    assertThatThrownBy(() -> read(archive))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has a link to /etc/java-17-openjdk/jvm-amd64.cfg");
  }
}
