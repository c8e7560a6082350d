package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;

/**
 * Invariant I7 on processes: a retraining that is killed by SIGKILL, and the same command on
 * another machine, as it were. Each night ends in progress or in one line.
 */
@Nightly
class ChangedSurroundingsClusterIT {
  @TempDir private Path folder;

  private Path store() {
    return folder.resolve("store");
  }

  /** The command of every night: workers and layers are left to the machine. */
  private DriverProcess night(String shell, String master, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("retrain", "--store", store().toString(), "--set"));
    arguments.add(
        "data.path=file://" + Path.of("src/test/resources/cifar10-slice").toAbsolutePath());
    for (String setting :
        List.of(
            "model.depth=8",
            "train.epochs=2",
            "train.batch-size=32",
            "train.averaging-frequency=2",
            "evaluate.every-epochs=0",
            "checkpoint.every-iterations=1",
            "registry.floor=0")) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of(more));
    return DriverProcess.start(folder, shell, Map.of("spark.master", master), arguments);
  }

  private List<String> runs() throws IOException {
    try (Stream<Path> all = Files.list(store().resolve("runs"))) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** Starts a night and kills it when its run has its first checkpoint. */
  private String kill(String shell, String master, String... more) throws Exception {
    List<String> before = Files.exists(store().resolve("runs")) ? runs() : List.of();
    try (DriverProcess driver = night(shell, master, more)) {
      while (true) {
        assertThat(driver.isAlive()).as(driver.out() + driver.err()).isTrue();
        List<String> news = Files.exists(store().resolve("runs")) ? runs() : List.of();
        for (String run : news) {
          if (!before.contains(run)
              && Files.exists(
                  store().resolve("runs/" + run + "/checkpoints/iteration-000000002/state.bin"))) {
            driver.kill();
            return run;
          }
        }
        Thread.sleep(10);
      }
    }
  }

  private String promoted(String shell, String master, String... more) throws Exception {
    try (DriverProcess driver = night(shell, master, more)) {
      driver.expect(0);
      assertThat(driver.out()).contains(" PROMOTED: ").doesNotContain("waiting");
      return driver.out();
    }
  }

  @Test
  void otherCoresAndOtherInstructionsBeginARunOfTheirOwnAndTheFirstMachineGoesOn()
      throws Exception {
    String two = kill("true", "local[2]");
    String one = kill("true", "local[1]");
    assertThat(one).as("one core").isNotEqualTo(two);
    // oneDNN needs AVX2: model.layers = auto becomes stock.
    String stock = kill("export ONEDNN_MAX_CPU_ISA=SSE41", "local[2]");
    assertThat(stock).isNotIn(one, two);
    assertThat(promoted("true", "local[2]"))
        .contains("resumed from the checkpoint at iteration ", "run " + two);
    try (DriverProcess next = night("true", "local[1]")) {
      next.expect(0);
      assertThat(next.out()).contains("nothing new: ");
    }
  }

  @Test
  void asManyCoresInOtherExecutorsGoOnWithTheRun() throws Exception {
    String run = kill("true", "local-cluster[2,1,1024]");
    assertThat(promoted("true", "local-cluster[1,2,1024]"))
        .contains("resumed from the checkpoint at iteration ", "run " + run);
  }

  /** Kernels of another instruction set give other bits, of which one line tells. */
  @Test
  void aNarrowerInstructionSetWithTheSameLayersGoesOnWithALine() throws Exception {
    String[] float32 = {"--set", "train.precision=float32"};
    String run = kill("true", "local[2]", float32);
    String out = promoted("export ONEDNN_MAX_CPU_ISA=AVX2", "local[2]", float32);
    assertThat(out).contains("resumed from the checkpoint at iteration ", "run " + run);
    assertThat(out.lines().filter(line -> line.contains("with other CPU kernels")).count())
        .isLessThanOrEqualTo(1);
  }

  @Test
  void aStoreThatMayNotBeWrittenIsOneLine() throws Exception {
    assumeTrue(runs("unshare", "-m", "true") && runs("setpriv", "--version"), "needs root");
    kill("true", "local[2]");
    refused(
        "exec unshare -m bash -c 'mount --bind %1$s %1$s && mount -o remount,bind,ro %1$s && exec \"$@\"' bash \"$@\""
            .formatted(store()),
        "Read-only file system");
    // Another user, who may read all files, so that the classes are found.
    refused(
        "exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_read_search"
            + " --ambient-caps=+dac_read_search \"$@\"",
        "Permission denied");
    promoted("true", "local[2]");
  }

  private void refused(String shell, String reason) throws Exception {
    try (DriverProcess driver = night(shell, "local[2]", "--set", "model.layers=stock")) {
      driver.expect(7);
      assertThat(driver.err().lines().filter(line -> !line.contains(" WARN ")))
          .singleElement()
          .asString()
          .startsWith("error: cannot write file:" + store())
          .endsWith(reason + ")");
    }
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
