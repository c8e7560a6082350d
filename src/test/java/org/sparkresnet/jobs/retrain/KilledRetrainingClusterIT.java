package org.sparkresnet.jobs.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.TrainingObserver;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.rounds.RoundProgress;
import org.sparkresnet.store.RunId;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Nightly;

/**
 * Invariant I7: a retraining that was killed, and the same command on something else: it goes on,
 * begins again, or ends in one line that names an option of this command.
 */
@ResourceLock("master of the shared Spark")
class KilledRetrainingClusterIT {
  /** Names the cores of one machine. */
  private static final String MASTER = "spark.master";

  /** Store as a kill leaves it: a run with the checkpoints of iterations 2 and 4 of 10. */
  private static Path killed;

  private static Path stores;

  @TempDir private Path folder;
  private JobStore store;

  /** The kill: nothing is done any more from the moment at which the store is copied. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @BeforeAll
  static void killInTraining() throws IOException {
    stores = Files.createTempDirectory("killed-retraining");
    killed = stores.resolve("killed");
    Path original = stores.resolve("original");
    kill(original, killed, RetrainRequest.nightly(config(), "night"));
    kill(original, stores.resolve("named"), named());
  }

  @AfterAll
  static void deleteStores() {
    FileUtils.deleteQuietly(stores.toFile());
  }

  private static RetrainRequest named() {
    return RetrainRequest.nightly(config(), "night").named(new RunId("nightly"));
  }

  private static void kill(Path original, Path copy, RetrainRequest request) throws IOException {
    FileUtils.deleteDirectory(original.toFile());
    JobContext context =
        JobContext.on(
            LocalSpark.session(),
            original.toString(),
            new JobListener() {
              @Override
              public TrainingObserver training(RunId run, TrainConfig config) {
                return new TrainingObserver() {
                  @Override
                  public void progressed(RoundProgress round) {
                    if (round.round().endIteration() > 4) {
                      copy(original, copy);
                      releaseLocks(copy);
                      throw new Killed();
                    }
                  }
                };
              }
            });
    assertThatThrownBy(() -> new RetrainJob(context).run(request)).isInstanceOf(Killed.class);
  }

  private static void copy(Path from, Path to) {
    try {
      FileUtils.copyDirectory(from.toFile(), to.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A killed process is seen to be dead; this one lives. */
  private static void releaseLocks(Path store) {
    try (Stream<Path> all = Files.walk(store)) {
      all.filter(path -> path.endsWith("lock"))
          .toList()
          .forEach(lock -> FileUtils.deleteQuietly(lock.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A recipe that leaves workers and layers to the machine. */
  private static JobConfig config(String... more) {
    return JobStore.config(
        Stream.concat(
                Stream.of(
                    "train.workers=0",
                    "train.epochs=2",
                    "train.averaging-frequency=2",
                    "evaluate.every-epochs=0",
                    "checkpoint.every-iterations=1"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @BeforeEach
  void theStoreThatWasLeft() {
    copy(killed, folder.resolve("store"));
    store = JobStore.in(folder.resolve("store"));
  }

  private void theStoreOfAFixedName() throws IOException {
    FileUtils.deleteDirectory(folder.resolve("store").toFile());
    copy(stores.resolve("named"), folder.resolve("store"));
  }

  private RetrainResult retrain(RetrainRequest request) throws IOException {
    store.told().clear();
    return new RetrainJob(store.context()).run(request);
  }

  private RetrainResult nightly(String... more) throws IOException {
    return retrain(RetrainRequest.nightly(config(more), "night"));
  }

  private List<String> warnings() {
    return store.told().stream()
        .filter(line -> line.startsWith("warning: /") || line.startsWith("warning: file:"))
        .toList();
  }

  private RunId killedRun() {
    return new RunId(store.path("runs").toFile().list()[0]);
  }

  private void assertTrained(RetrainResult result) {
    assertThat(result.outcome()).isEqualTo(Decision.Outcome.PROMOTED);
    assertThat(store.path("runs/" + result.run() + "/model.zip")).exists();
  }

  private List<Path> checkpoints() throws IOException {
    try (Stream<Path> files = Files.walk(store.path("runs"))) {
      return files.filter(file -> file.endsWith("state.bin")).sorted().toList();
    }
  }

  private static byte[] withSha256(byte[] bytes) {
    try {
      int end = bytes.length - 32;
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(bytes, end));
      System.arraycopy(sha256, 0, bytes, end, sha256.length);
      return bytes;
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The checkpoints as another version of this program would have written them. */
  private void rewriteKeys(UnaryOperator<String> change) throws IOException {
    for (Path file : checkpoints()) {
      byte[] bytes = Files.readAllBytes(file);
      DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(bytes));
      in.skipNBytes(8);
      byte[] before = in.readNBytes(in.readInt());
      byte[] after =
          change.apply(new String(before, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
      ByteBuffer all = ByteBuffer.allocate(bytes.length - before.length + after.length);
      all.put(bytes, 0, 8).putInt(after.length).put(after);
      all.put(bytes, 12 + before.length, bytes.length - 12 - before.length);
      Files.write(file, withSha256(all.array()));
    }
  }

  @Test
  void theSameMachineGoesOn() throws IOException {
    RunId run = killedRun();
    RetrainResult result = nightly();
    assertThat(result.run()).isEqualTo(run);
    assertTrained(result);
    assertThat(warnings()).isEmpty();
    assertThat(store.row(run.value()).orElseThrow().workers()).isEqualTo(2);
  }

  @Test
  void aMachineWithOtherCoresTrainsARunOfItsOwnAndItsDecisionIsTakenOnce() throws IOException {
    RunId run = killedRun();
    SparkConf shared = LocalSpark.session().sparkContext().conf();
    String cores = shared.get(MASTER);
    shared.set(MASTER, "local[1]");
    RetrainResult alone;
    try {
      alone = nightly("registry.floor=1");
      assertThat(alone.run()).isNotEqualTo(run);
      assertThat(store.row(alone.run().value()).orElseThrow().workers()).isEqualTo(1);
      assertThat(alone.isKept()).isTrue();
    } finally {
      shared.set(MASTER, cores);
    }
    assertThat(nightly("registry.floor=1")).as("the first machine again").isEqualTo(alone);
    assertThat(store.told())
        .anyMatch(line -> line.startsWith("run " + alone.run() + " has decided already, v000001"));
  }

  @Test
  void otherLayersAreARunOfTheirOwn() {
    JobConfig config = config();
    TrainConfig here = config.trainConfig(2, 300);
    TrainConfig elsewhere = config("model.layers=stock").trainConfig(2, 300);
    assertThat(TrainingInputs.of(config, elsewhere, "1", "da7a").runId("m", Optional.empty()))
        .isNotEqualTo(TrainingInputs.of(config, here, "1", "da7a").runId("m", Optional.empty()));
  }

  @Nightly
  @Test
  void aDamagedCheckpointIsPassedOverForTheOneBefore() throws IOException {
    List<Path> all = checkpoints();
    Files.write(all.get(all.size() - 1), new byte[100]);
    assertTrained(nightly());
    assertThat(warnings()).isEmpty();
  }

  @Nightly
  @Test
  void aRunWhoseCheckpointsAreAllDamagedBeginsAgain() throws IOException {
    RunId run = killedRun();
    for (Path file : checkpoints()) {
      Files.write(file, new byte[0]);
    }
    RetrainResult result = nightly();
    assertThat(result.run()).isEqualTo(run);
    assertTrained(result);
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("none of 2 checkpoints can be read (it ends too early): beginning again");
  }

  @Nightly
  @Test
  void aRunWithCheckpointsOfAnotherFormatBeginsAgain() throws IOException {
    for (int version : new int[] {2, 7}) {
      for (Path file : checkpoints()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[7] = (byte) version;
        Files.write(file, withSha256(bytes));
      }
      if (version == 7) {
        assertTrained(nightly());
        assertThat(warnings())
            .singleElement()
            .asString()
            .contains("format version 7, this program reads 3 to 6: beginning again");
      }
    }
  }

  @Nightly
  @Test
  void checkpointsThatLackTheKeysOfThisVersionGoOn() throws IOException {
    rewriteKeys(
        keys ->
            String.join(
                "\n",
                keys.lines()
                    .filter(key -> !key.startsWith("train.outer.") && !key.contains("portable"))
                    .map(key -> key.replace("train.momentum = 0.9", "train.momentum = 0.90"))
                    .toList()));
    assertTrained(nightly());
    assertThat(warnings()).isEmpty();
  }

  @Nightly
  @Test
  void checkpointsWithAKeyThatOnlyAnotherVersionHasAreDroppedWithALine() throws IOException {
    rewriteKeys(keys -> keys + "\ntrain.mixup = 0.2");
    assertTrained(nightly());
    assertThat(warnings())
        .singleElement()
        .asString()
        .endsWith("(train.mixup is 0.2 there and none in this run): beginning again");
  }

  @Nightly
  @Test
  void aDamagedManifestIsNoObstacle() throws IOException {
    Files.write(store.path("runs/" + killedRun() + "/manifest.json"), new byte[0]);
    assertTrained(nightly());
  }

  @Nightly
  @Test
  void aMovedStoreGoesOn() throws IOException {
    RunId run = killedRun();
    Files.move(folder.resolve("store"), folder.resolve("moved"));
    store = JobStore.in(folder.resolve("moved"));
    RetrainResult first = nightly();
    assertThat(first.run()).isEqualTo(run);
    assertTrained(first);
    Files.move(folder.resolve("moved"), folder.resolve("store"));
    store = JobStore.in(folder.resolve("store"));
    nightly();
    assertThat(store.told()).anyMatch(line -> line.startsWith("nothing new: "));
  }

  @Test
  void aFixedNameIsRefusedWithAnOptionThatBeginsAgain() throws IOException {
    theStoreOfAFixedName();
    for (Path file : checkpoints()) {
      Files.write(file, new byte[0]);
    }
    refused(ExitCode.DATA, "; --fresh begins again");
    assertTrained(fresh());
  }

  @Nightly
  @Test
  void aFixedNameOnAMachineWithOtherCoresIsRefusedWithAnOptionThatBeginsAgain() throws IOException {
    theStoreOfAFixedName();
    SparkConf shared = LocalSpark.session().sparkContext().conf();
    String cores = shared.get(MASTER);
    shared.set(MASTER, "local[1]");
    try {
      refused(ExitCode.USAGE, ": choose another --run-id, or --fresh to begin again");
      RetrainResult result = fresh();
      assertTrained(result);
      assertThat(store.row(result.run().value()).orElseThrow().workers()).isEqualTo(1);
    } finally {
      shared.set(MASTER, cores);
    }
  }

  private RetrainResult fresh() throws IOException {
    return retrain(named().with(RetrainRequest.Option.FRESH));
  }

  private void refused(ExitCode code, String end) {
    for (RetrainRequest request : List.of(named(), named().with(RetrainRequest.Option.FORCE))) {
      assertThatThrownBy(() -> retrain(request))
          .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.exitCode()).isEqualTo(code))
          .hasMessageEndingWith(end)
          .extracting(Throwable::getMessage)
          .asString()
          .hasLineCount(1);
    }
  }
}
