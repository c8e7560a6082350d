package org.sparkresnet.jobs.drill;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.SmallTraining;

/** Second drivers that end before they are killed; that a killed one holds is in DrillClusterIT. */
class SecondDriverTest {
  @TempDir private Path folder;

  /** The drill with a shell in place of the second driver. */
  private Trained drill(String shell) throws IOException {
    SmallTraining store = SmallTraining.in(folder.resolve("store"));
    SmallTrainings trainings =
        new SmallTrainings(store.context(), SmallTraining.config(), SmallTraining.KEYS);
    ChildDriver driver =
        command ->
            Optional.of(new ProcessBuilder("sh", "-c", shell).redirectErrorStream(true).start());
    return new SecondDriver(trainings, driver).train();
  }

  @Test
  void oneThatCrashesFailsTheDrillWithItsLastError() {
    assertThatThrownBy(
            () -> drill("echo begun; echo 'error: no such codec' >&2; echo; echo bye; exit 7"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "a second driver, started as this one was, ended with code 7: error: no such codec");
    assertThatThrownBy(() -> drill("echo begun; echo Aborted; kill -6 $$"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a second driver, started as this one was, ended with code 134: Aborted");
  }

  @Test
  void oneThatIsKilledBeforeItsFirstCheckpointFailsTheDrill() {
    assertThatThrownBy(() -> drill("kill -9 $$"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a second driver, started as this one was, ended with code 137: no output");
  }

  @Test
  void muchOutputDoesNotStopIt() {
    assertThatThrownBy(() -> drill("head -c 1000000 /dev/zero | tr '\\0' '\\n'; echo end; exit 1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a second driver, started as this one was, ended with code 1: end");
  }

  @Test
  void oneThatTrainsToTheEndTooSoonIsNotPossible() {
    assertThatThrownBy(() -> drill("exit 0"))
        .isInstanceOf(NotPossible.class)
        .hasMessage(
            "a second driver had trained to the end before it could be killed; set more train.epochs");
  }
}
