package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;

/** A machine whose language has other digits: its files and its output have the usual ones. */
@Nightly
class LocaleClusterIT {
  private static final Map<String, String> ARABIC =
      Map.of("user.language", "ar", "user.country", "EG");

  @TempDir private Path folder;

  @Test
  void aRunGoesOnUnderAnotherLanguageToTheSameBitsAndNames() throws Exception {
    SliceRun undisturbed = new SliceRun(folder.resolve("store"), "undisturbed", 8);
    try (DriverProcess driver = undisturbed.start("true", Map.of())) {
      driver.expect(0);
    }
    SliceRun run = new SliceRun(folder.resolve("arabic"), "run", 8);
    try (DriverProcess driver = run.start("true", ARABIC, "--pause-at", "4")) {
      driver.expect(0);
      assertOnlyUsualDigits(driver.out() + driver.err());
      assertThat(driver.out()).contains("paused at iteration 4 of 10");
    }
    assertThat(run.checkpoint(4)).exists();
    try (DriverProcess driver = run.start("true", ARABIC)) {
      driver.expect(0);
      assertOnlyUsualDigits(driver.out() + driver.err());
      assertThat(driver.out()).contains("resumed from the checkpoint at iteration 4");
    }
    run.assertWhole(undisturbed.paramsSha256());
    for (Path file : texts(run.store())) {
      assertOnlyUsualDigits(run.store().relativize(file) + ":\n" + Files.readString(file));
    }
  }

  private static List<Path> texts(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*\\.(json|jsonl|html|svg|csv)"))
          .toList();
    }
  }

  private static void assertOnlyUsualDigits(String text) {
    assertThat(text).matches(it -> it.codePoints().noneMatch(c -> c > '9' && Character.isDigit(c)));
  }
}
