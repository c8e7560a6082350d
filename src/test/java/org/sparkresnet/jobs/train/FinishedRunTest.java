package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.store.Summary;
import org.sparkresnet.store.UnguardedStore;

class FinishedRunTest {
  private static final RunId RUN = new RunId("swept");

  @TempDir private Path folder;
  private final List<String> warnings = new ArrayList<>();
  private Store store;
  private StoreWriter writer;

  @BeforeEach
  void aRunThatHasFinished() {
    store = Store.open(folder.toString(), new Configuration(false));
    writer = UnguardedStore.writer(store);
    Summary summary =
        new Summary(
            RUN,
            RunStatus.FINISHED,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            1,
            1,
            1,
            1,
            1,
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    writer.writeAtomically(store.summary(RUN), summary.toJson());
    writer.writeAtomically(store.config(RUN), JobConfig.defaults().render());
  }

  private boolean isFinished(String... assignments) {
    return FinishedRun.is(store, RUN, JobConfig.load(null, List.of(assignments)), warnings::add);
  }

  @Test
  void aRunHasFinishedWithItsOwnConfigurationOnly() {
    assertThat(isFinished()).isTrue();
    assertRefused(ExitCode.USAGE, () -> isFinished("train.seed=7"))
        .startsWith("run swept has finished with another configuration (train.seed ");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aDamagedSummaryIsNamedAndTheRunIsTrainedAgain() {
    writer.writeAtomically(store.summary(RUN), "{");
    assertThat(isFinished()).isFalse();
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith(store.summary(RUN) + ": is no JSON: ");
  }

  @Test
  void aConfigurationThatIsDamagedOrRefusedNamesOptionsOfTheSameCommand() {
    for (String config : List.of("train {", "evaluate.temperature = hot", "train.epochs = null")) {
      writer.writeAtomically(store.config(RUN), config);
      assertRefused(ExitCode.DATA, this::isFinished)
          .contains(store.config(RUN).toString())
          .endsWith("; choose another run id, or train run swept with --fresh");
    }
  }
}
