package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sparkresnet.store.RunCommand;
import picocli.CommandLine;

class RunCommandsTest {
  @Test
  void everyRunIsOfACommandThatCanBeTyped() {
    assertThat(new CommandLine(new Main()).getSubcommands().keySet())
        .containsAll(
            Stream.of(RunCommand.values()).map(it -> it.label().split(" ", 2)[0]).toList());
  }

  @Test
  void aStoredCommandIsFoundByItsText() {
    assertThat(RunCommand.of("bench --scaling")).contains(RunCommand.SCALING);
    assertThat(RunCommand.of("dream")).isEmpty();
  }

  @Test
  void trainingsAndChangesOfTheStoreGoOnAndMeasurementsBeginAgain() {
    assertThat(RunCommand.labels(RunCommand::trains))
        .containsExactly("train", "retrain", "reproduce");
    assertThat(RunCommand.labels(it -> !it.goesOn()))
        .containsExactly("evaluate", "score", "plan", "drill", "bench");
  }
}
