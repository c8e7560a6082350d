package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class ConfigFileTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train { step { factr = 0.1 } }"
            + " | FILE: unknown key train.step.factr; did you mean train.step.factor?",
        "include \"absent.conf\" | FILE: cannot be included: ",
        "include file(\"absent.conf\") | FILE: cannot be included: ",
        "train { epochs = | not a HOCON file",
      })
  void refusesAFileThatIsNoConfiguration(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("own.conf"), text);
    assertRefused(file, message.replace("FILE", file.toString()));
  }

  @Test
  void refusesAFolderAndAFileThatIsNotThere() {
    assertRefused(Path.of("conf"), "conf: must be a file, is a folder (--config)");
    assertRefused(Path.of("conf/none.conf"), "conf/none.conf: no such file (--config)");
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> JobConfig.load(file, List.of()))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .message()
        .startsWith(message)
        .hasLineCount(1);
  }
}
