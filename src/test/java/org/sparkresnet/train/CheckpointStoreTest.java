package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.replica.Weights;

class CheckpointStoreTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path run;
  private Path folder;
  private CheckpointStore store;

  @BeforeEach
  void open() throws IOException {
    folder = run.resolve("checkpoints");
    store = store(2);
  }

  @Test
  void hasNothingAtFirst() throws IOException {
    assertThat(store.latest(States.FINGERPRINT)).isEmpty();
  }

  @Test
  void keepsTheNewestOnesAndNothingAside() throws IOException {
    for (long iteration : new long[] {16, 200, 9_000, 100_000}) {
      store.save(States.FINGERPRINT, States.at(iteration));
    }
    assertThat(names()).containsExactly("iteration-000009000", "iteration-000100000");
    assertLatest(100_000);
  }

  @Test
  void replacesACheckpointOfTheSameIteration() throws IOException {
    store.save(States.FINGERPRINT, States.at(7));
    Files.writeString(folder.resolve("iteration-000000007/_tmp-state.bin"), "left by a crash");
    store.save(States.FINGERPRINT, States.at(7));
    assertThat(names()).containsExactly("iteration-000000007");
    assertLatest(7);
  }

  @Test
  void skipsADamagedOneForTheOneBefore() throws IOException {
    store.save(States.FINGERPRINT, States.at(1));
    store.save(States.FINGERPRINT, States.at(2));
    Path state = folder.resolve("iteration-000000002/state.bin");
    byte[] whole = Files.readAllBytes(state);

    for (int length : new int[] {1, 4, 8, 40, whole.length / 2, whole.length - 1}) {
      Files.write(state, Arrays.copyOf(whole, length));
      assertLatest(1);
    }
    Files.write(state, new byte[0]);
    assertLatest(1);
    Files.delete(state);
    assertLatest(1);
  }

  @Test
  void aDamagedOneOfALaterIterationTakesNoPlaceOfAGoodOne() throws IOException {
    store.save(States.FINGERPRINT, States.at(2000));
    store.save(States.FINGERPRINT, States.at(3000));
    Files.writeString(folder.resolve("iteration-000003000/state.bin"), "damaged");
    assertLatest(2000);
    store(1).save(States.FINGERPRINT, States.at(2500));
    assertThat(names()).containsExactly("iteration-000002500");
    assertLatest(2500);
  }

  @Test
  void oneWhoseWritingWasStoppedIsNoDamagedOneAndIsClearedAway() throws IOException {
    Files.createDirectories(folder.resolve("iteration-000000001"));
    Files.writeString(folder.resolve("iteration-000000001/_tmp-state.bin"), "left by a crash");
    assertThat(store.latest(States.FINGERPRINT)).isEmpty();
    store.save(States.FINGERPRINT, States.at(2));
    Files.writeString(folder.resolve("iteration-000000002/_tmp-state.bin"), "left by a crash");
    store.dropLeftovers();
    assertThat(names()).containsExactly("iteration-000000002");
    assertThat(folder.resolve("iteration-000000002/_tmp-state.bin")).doesNotExist();
    assertLatest(2);
  }

  @Test
  void aWriteThatFailsLeavesTheOthersAndNothingOfItself() throws IOException {
    store.save(States.FINGERPRINT, States.at(1));
    Files.writeString(folder.resolve("iteration-000000002"), "a file");
    assertThatThrownBy(() -> store.save(States.FINGERPRINT, States.at(2)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessageStartingWith("cannot write file:" + folder + "/iteration-000000002/state.bin: ");
    assertThat(names()).containsExactly("iteration-000000001", "iteration-000000002");
    assertLatest(1);
  }

  @Test
  void refusesAnotherConfigurationAndOtherDataAndSaysHowTheyDiffer() {
    store.save(States.FINGERPRINT, States.at(1));
    String path = "file:" + folder + "/iteration-000000001";
    assertRefused(
        new CheckpointFingerprint(
            "train.nesterov = true\ntrain.seed = 2", States.FINGERPRINT.data()),
        path
            + " belongs to another configuration (train.momentum is 0.9 there and none in this run,"
            + " train.nesterov is none there and true in this run, train.seed is 1 there and 2 in"
            + " this run): choose another --run-id, or --fresh to begin again");
    assertRefused(
        new CheckpointFingerprint(States.FINGERPRINT.config(), "f".repeat(64)),
        path
            + " belongs to other data (SHA-256 dddddddddddd… there and ffffffffffff… in this run):"
            + " choose another --run-id, or --fresh to begin again");
  }

  @Test
  void refusesAnotherVersionRatherThanSkipIt() throws Exception {
    store.save(States.FINGERPRINT, States.at(1));
    store.save(States.FINGERPRINT, States.at(2));
    Path state = folder.resolve("iteration-000000002/state.bin");
    byte[] bytes = Files.readAllBytes(state);
    bytes[7] = 1;
    int end = bytes.length - 32;
    byte[] sha256 =
        java.security.MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(bytes, end));
    System.arraycopy(sha256, 0, bytes, end, 32);
    Files.write(state, bytes);
    assertThatThrownBy(() -> store.latest(States.FINGERPRINT))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "file:"
                + state.getParent()
                + ": format version 1, this program reads 3 to 8: choose another --run-id, or --fresh"
                + " to begin again");
  }

  @Test
  void refusesArraysOfAnotherNetwork() {
    TrainConfig config = Runs.config(2, 1, 1);
    TrainingState own = InitialState.of(config, InitialParameters.FRESH).state();
    CheckpointStore ofRun = store.of(config);
    store.save(States.FINGERPRINT, own);
    assertThat(ofRun.latest(States.FINGERPRINT)).isPresent();
    assertThat(ofRun.clearUnlessUsable(States.FINGERPRINT)).isEmpty();

    float[] longer = new float[own.weights().parameters().length + 1];
    Weights weights = own.weights();
    for (TrainingState other :
        List.of(
            new TrainingState(
                new Weights(longer, weights.updaterState()),
                own.velocity(),
                own.average(),
                own.progress(),
                own.best(),
                Set.of()),
            new TrainingState(
                new Weights(weights.parameters(), new float[0]),
                own.velocity(),
                own.average(),
                own.progress(),
                own.best(),
                Set.of()),
            new TrainingState(weights, longer, own.average(), own.progress(), own.best(), Set.of()),
            new TrainingState(
                weights, own.velocity(), longer, own.progress(), own.best(), Set.of()),
            own.with(new BestModel(0.5, 1, 0, longer)))) {
      store.save(States.FINGERPRINT, other);
      assertThatThrownBy(() -> ofRun.latest(States.FINGERPRINT))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining("iteration-000000000 belongs to another network (")
          .hasMessageEndingWith(": choose another --run-id, or --fresh to begin again")
          .message()
          .hasLineCount(1);
    }
    assertThat(ofRun.clearUnlessUsable(States.FINGERPRINT).orElseThrow())
        .contains("belongs to another network (");
    assertThat(folder).doesNotExist();
  }

  /** The lengths that DL4J has, whatever the layers and the optimizers. */
  @ParameterizedTest
  @CsvSource({
    "ONEDNN,0.9,true",
    "ONEDNN,0.9,false",
    "ONEDNN,0,true",
    "STOCK,0.9,true",
    "STOCK,0,false"
  })
  void knowsTheLengthsOfEachNetwork(LayerSet layers, double momentum, boolean nesterov) {
    Optimizer optimizer = new Optimizer(new LearningRate.Constant(0.1), momentum, nesterov, 1e-4);
    for (int depth : new int[] {8, 20}) {
      for (boolean residual : new boolean[] {true, false}) {
        for (double outer : new double[] {0, 0.5}) {
          TrainConfig base = Runs.config(2, 1, 1, optimizer, outer, outer);
          TrainConfig config =
              new TrainConfig(
                  base.plan(),
                  new ReplicaSpec(new NetworkConfig(depth, residual), layers, optimizer, 7),
                  base.augmentation(),
                  base.labelSmoothing(),
                  base.averageMomentum(),
                  base.outer(),
                  base.emaDecay(),
                  base.selection());
          assertThat(StateShape.of(InitialState.of(config, InitialParameters.FRESH).state()))
              .isEqualTo(StateShape.of(config));
        }
      }
    }
  }

  @Test
  void clearDropsAll() throws IOException {
    store.save(States.FINGERPRINT, States.at(1));
    store.clear();
    assertThat(folder).doesNotExist();
    assertThat(store.latest(States.FINGERPRINT)).isEmpty();
  }

  @Test
  void policyIsDueWhenAMultipleIsReachedOrPassed() {
    CheckpointPolicy policy = new CheckpointPolicy(store, States.FINGERPRINT, 100, Long.MAX_VALUE);
    assertThat(policy.isDue(0, 99)).isFalse();
    assertThat(policy.isDue(96, 100)).isTrue();
    assertThat(policy.isDue(96, 112)).isTrue();
    assertThat(policy.isDue(100, 116)).isFalse();
    assertThat(policy.isDue(90, 310)).isTrue();
  }

  private CheckpointStore store(int keep) throws IOException {
    return new CheckpointStore(HADOOP, new org.apache.hadoop.fs.Path(folder.toUri()), keep);
  }

  private void assertLatest(long iteration) throws IOException {
    assertThat(store.latest(States.FINGERPRINT))
        .hasValueSatisfying(
            state -> assertThat(state).usingRecursiveComparison().isEqualTo(States.at(iteration)));
  }

  private void assertRefused(CheckpointFingerprint expected, String message) {
    assertThatThrownBy(() -> store.latest(expected))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
