package org.sparkresnet.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class InputFilesTest {
  private static final InputFiles CIFAR =
      new InputFiles("data.path", name -> name.endsWith(".bin"), "*.bin", false);

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
    InputFiles any = new InputFiles("--input", CIFAR.isWanted(), "*.bin", true);
    assertThat(any.list(new Configuration(), List.of(root + "/base/readme.html"))).hasSize(1);
  }

  @Test
  void aFolderInPlaceOfAFileIsRefused() throws IOException {
    Path folder = Files.createDirectory(root.resolve("base/c.bin"));
    assertRefused("base", "file:" + folder + ": must be a file, is a folder");
  }

  private void assertRefused(String path, String message) {
    assertThatThrownBy(() -> list(path))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(message);
  }

  private List<String> list(String... paths) {
    List<String> absolute = Arrays.stream(paths).map(path -> root + "/" + path).toList();
    return CIFAR.list(new Configuration(), absolute).stream()
        .map(file -> root.relativize(Path.of(file.getPath().toUri().getPath())).toString())
        .toList();
  }
}
