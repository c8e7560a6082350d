package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.mlflow.MlflowProbe;
import org.sparkresnet.mlflow.MlflowSettings;

/** The command doctor on the tests' Spark, whose driver does the work. */
class DoctorCommandIT {
  private static final String SLICE = "data.path=src/test/resources/cifar10-slice";

  @TempDir private Path folder;

  @Test
  void everyCheckIsALineAndNothingIsLeft() {
    Path store = folder.resolve("store");
    assertThat(new Commands(store).good("doctor", "--set", SLICE).lines())
        .allMatch(line -> line.startsWith("ok    "))
        .anyMatch(line -> line.startsWith("ok    driver: Java 17"))
        .anyMatch(line -> line.startsWith("ok    store: file:" + store + " can be written"))
        .anyMatch(line -> line.contains("is whole, 300 training images"));
    assertThat(store).doesNotExist();
  }

  @Test
  void aCheckThatFailedSaysWhatToDoAndTheCodeIs2() {
    Result result =
        new Commands(folder.resolve("store"))
            .run("doctor", "--set", "data.path=" + folder.resolve("none"));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).contains("FAIL  data: " + folder.resolve("none") + ": no such folder");
    assertThat(result.err()).startsWith("error: 1 of ").hasLineCount(1);
    Result store = new Commands(Path.of("/proc/none")).run("doctor", "--set", SLICE);
    assertThat(store.code()).isEqualTo(2);
    assertThat(store.out()).contains("FAIL  store: ");
  }

  @Test
  void anMlflowServerThatIsAwayIsNamed() throws IOException {
    MlflowSettings away =
        new MlflowSettings("http://127.0.0.1:1", "x", java.time.Duration.ofSeconds(5));
    assertThat(MlflowProbe.of(away, Map.of()))
        .hasValueSatisfying(
            it -> {
              assertThat(it.ok()).isFalse();
              assertThat(it.text()).startsWith("http://127.0.0.1:1: connection refused");
            });
  }
}
