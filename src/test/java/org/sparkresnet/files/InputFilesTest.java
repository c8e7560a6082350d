package org.sparkresnet.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

/** Invariant I8, of paths: every image that they name is used or refused. */
class InputFilesTest {
  /**
   * Wants *.bin; suspects *.BIN, knows *.html, and has something to say about a folder of *.mat.
   */
  private static final FileNames NAMES =
      new FileNames() {
        @Override
        public boolean isWanted(String name) {
          return name.endsWith(".bin");
        }

        @Override
        public String wanted() {
          return "*.bin";
        }

        @Override
        public Optional<String> suspicion(String name) {
          return name.endsWith(".BIN") ? Optional.of("shouts") : Optional.empty();
        }

        @Override
        public boolean isKnownOther(String name) {
          return name.endsWith(".html");
        }

        @Override
        public Optional<String> hint(List<String> names) {
          return names.contains("a.mat") ? Optional.of("that is MATLAB") : Optional.empty();
        }
      };

  private static final InputFiles CIFAR = new InputFiles("data.path", NAMES, false);

  @TempDir private Path root;

  @BeforeEach
  void twoIncrementsBesideTheBase() throws IOException {
    for (String file :
        List.of(
            "base/b.bin",
            "base/a.bin",
            "base/readme.html",
            "increments/2026-11-02/a.bin",
            "increments/2026-11-01/a.bin",
            "increments/_incoming/a.bin",
            "increments/notes.txt",
            "a,b/[c]/a.bin")) {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, file);
    }
  }

  @Test
  void comeInTheOrderOfThePathsThenOfTheMatchesThenOfTheNames() {
    assertThat(list("increments/2026-*", "base"))
        .containsExactly(
            "increments/2026-11-01/a.bin",
            "increments/2026-11-02/a.bin",
            "base/a.bin",
            "base/b.bin");
  }

  @Test
  void aFileThatIsReachedTwiceCountsOnce() {
    assertThat(list("base/b.bin", "base", "increments/../base", "base/*"))
        .containsExactly("base/b.bin", "base/a.bin");
  }

  @Test
  void aGlobPassesOverOtherFilesAndOverWhatIsBeingDelivered() {
    assertThat(list("increments/*"))
        .containsExactly("increments/2026-11-01/a.bin", "increments/2026-11-02/a.bin");
    assertThat(list("{base,increments/2026-11-02}/*.bin"))
        .containsExactly("base/a.bin", "base/b.bin", "increments/2026-11-02/a.bin");
  }

  @Test
  void aPathThatExistsIsNoGlob() {
    assertThat(list("a,b/[c]")).containsExactly("a,b/[c]/a.bin");
  }

  @Test
  void whatNamesNothingIsRefused() throws IOException {
    Path empty = Files.createDirectory(root.resolve("increments/2026-11-03"));
    assertRefused("none", root + "/none: no such folder or file (data.path)");
    assertRefused("none-*", root + "/none-*: matches no folder or file (data.path)");
    assertRefused("increments/*", "file:" + empty + ": no file *.bin (data.path)");
    assertRefused("increments/*.txt", root + "/increments/*.txt: no file *.bin (data.path)");
    assertThatThrownBy(() -> list("base", "increments/2026-11-03"))
        .hasMessage("file:" + empty + ": no file *.bin (data.path)");
  }

  @Test
  void aFileOfAnotherNameMayBeNamedWhereNamesMeanNothing() {
    assertRefused(
        "base/readme.html",
        "file:" + root + "/base/readme.html: a file must be named *.bin (data.path)");
    InputFiles any = new InputFiles("--input", NAMES, true);
    assertThat(any.list(new Configuration(), List.of(root + "/base/readme.html")).files())
        .hasSize(1);
  }

  @Test
  void aFolderInPlaceOfAFileIsRefused() throws IOException {
    Path folder = Files.createDirectory(root.resolve("base/c.bin"));
    assertRefused("base", "file:" + folder + ": must be a file, is a folder");
  }

  @Test
  void aLinkToNothingIsRefusedWhereverItStands() throws IOException {
    Path gone = Path.of("/mnt/not-mounted/data_batch_3.bin");
    for (String link :
        List.of(
            "base/c.bin", "increments/2026-11-09", "increments/2026-11-02/c.bin", "single.bin")) {
      Files.createSymbolicLink(root.resolve(link), gone);
      String message =
          root
              + "/"
              + link
              + ": is a link to "
              + gone
              + ", which is not there (is a disk not mounted?)";
      assertRefused(
          link.startsWith("base") ? "base" : link.startsWith("single") ? link : "increments/*",
          message);
      Files.delete(root.resolve(link));
    }
    Files.createSymbolicLink(root.resolve("base/self.bin"), Path.of("self.bin"));
    assertRefused(
        "base",
        root
            + "/base/self.bin: is a link to self.bin, which is not there (is a disk not mounted?)");
    Files.delete(root.resolve("base/self.bin"));
    Files.createSymbolicLink(root.resolve("dead"), gone);
    assertRefused(
        "dead/*.bin",
        root + "/dead: is a link to " + gone + ", which is not there (is a disk not mounted?)");
  }

  @Test
  void aLinkIsFollowed() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), root.resolve("base"));
    Files.createSymbolicLink(
        root.resolve("increments/2026-11-02/c.bin"), root.resolve("base/a.bin"));
    assertThat(list("link")).containsExactly("link/a.bin", "link/b.bin");
    assertThat(list("increments/2026-11-02"))
        .containsExactly("increments/2026-11-02/a.bin", "increments/2026-11-02/c.bin");
  }

  @Test
  void aNameThatLooksLikeAWantedOneIsRefusedAndOthersAreNamed() throws IOException {
    Path shouting = Files.createFile(root.resolve("base/C.BIN"));
    String message =
        "file:"
            + shouting
            + ": shouts, and is not read (files are named *.bin): rename it, or move it elsewhere (data.path)";
    assertRefused("base", message);
    assertRefused("base/*", message);
    Files.delete(shouting);
    Files.createFile(root.resolve("base/notes.doc"));
    Files.createFile(root.resolve("base/.hidden.bin"));
    Files.createFile(root.resolve("base/_half.bin"));
    assertThat(CIFAR.list(new Configuration(), List.of(root + "/base", root + "/base/*")).others())
        .containsExactly("file:" + root + "/base/notes.doc");
    assertThat(list("base")).containsExactly("base/a.bin", "base/b.bin");
    assertThat(list("base/_*")).as("its own pattern").containsExactly("base/_half.bin");
  }

  @Test
  void aColonBesideAGlobDoesNoHarm() throws IOException {
    Files.createDirectories(root.resolve("increments/old-10:30"));
    assertThat(list("increments/2026-*")).hasSize(2);
    Files.createFile(root.resolve("increments/2026-11-02/10:30.bin"));
    assertThat(list("increments/2026-11-02")).contains("increments/2026-11-02/10:30.bin");
  }

  @Test
  void aFolderOfAnotherFormatIsExplained() throws IOException {
    Path folder = Files.createDirectory(root.resolve("matlab"));
    Files.createFile(folder.resolve("a.mat"));
    assertRefused("matlab", "file:" + folder + ": no file *.bin (data.path); that is MATLAB");
  }

  private void assertRefused(String path, String message) {
    assertThatThrownBy(() -> list(path))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(message);
  }

  private List<String> list(String... paths) {
    List<String> absolute = Arrays.stream(paths).map(path -> root + "/" + path).toList();
    return CIFAR.list(new Configuration(), absolute).files().stream()
        .map(file -> root.relativize(Path.of(file.getPath().toUri().getPath())).toString())
        .toList();
  }
}
