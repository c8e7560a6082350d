package org.sparkresnet.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderCheckTest {
  private static final List<String> MOUNTS =
      List.of(
          "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
          "30 22 0:25 / /tmp rw,nosuid,nodev,noexec shared:2 - tmpfs tmpfs rw",
          "31 22 0:26 / /data\\040disk rw,noexec - ext4 /dev/sdb1 rw",
          "32 30 0:27 / /tmp/run rw,relatime - tmpfs tmpfs rw");

  @TempDir private Path folder;

  @Test
  void theNearestMountDecides() {
    Mounts mounts = Mounts.parse(MOUNTS);
    assertThat(mounts.noexec(Path.of("/tmp/x"))).contains(Path.of("/tmp"));
    assertThat(mounts.noexec(Path.of("/data disk/cache"))).contains(Path.of("/data disk"));
    assertThat(mounts.noexec(Path.of("/tmp/run/x"))).isEmpty();
    assertThat(mounts.noexec(Path.of("/tmpx"))).isEmpty();
    assertThat(mounts.noexec(Path.of("/home"))).isEmpty();
  }

  @Test
  void aLaterMountHidesAnEarlierOne() {
    assertThat(
            Mounts.parse(
                    List.of(
                        "30 22 0:25 / /tmp rw,noexec - tmpfs tmpfs rw",
                        "31 30 0:26 / /tmp rw - ext4 /dev/sdb1 rw"))
                .noexec(Path.of("/tmp")))
        .isEmpty();
  }

  @Test
  void theMountsOfThisMachineAreRead() {
    assertThat(Mounts.here().mounts()).isNotEmpty();
  }

  private Finding of(Path path, long bytes, boolean loads, Mounts mounts) {
    return new FolderCheck("java.io.tmpdir", path, bytes, loads, "set another")
        .of("driver", mounts);
  }

  @Test
  void aFolderIsFitOrItsLineSaysWhatToSet() throws Exception {
    Mounts free = new Mounts(List.of());
    assertThat(of(folder, 1, true, free).ok()).isTrue();
    assertThat(folder).isEmptyDirectory();
    Mounts noexec =
        new Mounts(List.of(new Mounts.Mount(folder.toRealPath(), List.of("rw", "noexec"))));
    assertThat(of(folder, 1, false, noexec).ok()).isTrue();
    assertThat(of(folder, 1, true, noexec).line())
        .startsWith("FAIL  driver: java.io.tmpdir " + folder + " is on a file system")
        .contains("mounted noexec")
        .endsWith(": set another");
    assertThat(of(folder, Long.MAX_VALUE, true, free).line())
        .startsWith("FAIL")
        .contains(" free, needs ");
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(of(file.resolve("x"), 1, false, free).line()).contains("cannot be written");
    assertThat(of(folder.resolve("none"), 1, true, free).line()).contains("cannot be written");
    assertThat(folder.resolve("none")).doesNotExist();
  }
}
