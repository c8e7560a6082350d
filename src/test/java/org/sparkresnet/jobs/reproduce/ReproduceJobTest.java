package org.sparkresnet.jobs.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.TrainingObserver;
import org.sparkresnet.jobs.retrain.RegisterJob;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.jobs.upkeep.RepairJob;
import org.sparkresnet.jobs.upkeep.RepairRequest;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;
import org.sparkresnet.testing.UserErrors;

/**
 * Invariant I8: the bits of a run follow from its manifest. Two epochs of the small training are
 * ten iterations in six rounds.
 */
class ReproduceJobTest {
  private static final String TWO_EPOCHS = "train.epochs=2";

  @TempDir private static Path shared;
  @TempDir private Path folder;
  private SmallTraining training;

  @BeforeEach
  void noRunYet() {
    training = SmallTraining.in(folder.resolve("store"));
  }

  /** Gives the store a run "once", which is trained for the first test that wants it. */
  private void trainedOnce(int epochs) throws IOException {
    Path store = shared.resolve("epochs-" + epochs);
    if (!Files.exists(store)) {
      SmallTraining.in(store).train("once", "train.epochs=" + epochs);
    }
    FileUtils.copyDirectory(store.toFile(), training.store().toFile());
  }

  private ReproduceResult reproduce(String run, long until, String... assignments)
      throws IOException {
    return new ReproduceJob(training.context())
        .run(
            new ReproduceRequest(
                run, new RunId("again"), List.of(assignments), until, /* fresh= */ false));
  }

  private BisectResult bisect(String first, String second) {
    return new BisectJob(training.context()).run(first, second);
  }

  @Slow
  @Test
  void aRunOfTheSameManifestHasTheSameBitsAfterEachEpoch() throws IOException {
    training.train("once", TWO_EPOCHS, "train.seed=3");
    ReproduceResult result = reproduce("once", Long.MAX_VALUE);
    assertThat(result)
        .isEqualTo(
            new ReproduceResult(
                new RunId("once"),
                new RunId("again"),
                2,
                6,
                10,
                Optional.of(training.paramsSha256("once"))));
    assertThat(training.paramsSha256("again")).isEqualTo(training.paramsSha256("once"));
    assertThat(training.told().notes())
        .contains(
            "reproducing run once: 2 workers, the same images",
            "epoch 1: the same weights as run once",
            "epoch 2: the same weights as run once")
        .noneMatch(line -> line.startsWith("differs"));
    assertThat(training.told().warnings()).noneMatch(line -> line.startsWith("differs"));
    assertThat(training.tables().rows("runs", "again").get(0).<String>getAs("command"))
        .isEqualTo("reproduce");
    BisectResult same = bisect("once", "again");
    assertThat(same.isSame()).isTrue();
    assertThat(same.epochs()).isEqualTo(2);
    assertThat(same.rounds()).isEqualTo(6);
    assertThat(same.causes()).isEmpty();
  }

  @Nightly
  @Test
  void aRepetitionThatIsStoppedEarlyComparesTheRoundsUpToThere() throws IOException {
    training.train("once", TWO_EPOCHS);
    ReproduceResult result = reproduce("once", 3);
    assertThat(result.rounds()).as("that end at 2 and 4").isEqualTo(2);
    assertThat(result.iterations()).isEqualTo(4);
    assertThat(result.paramsSha256()).isEmpty();
    assertThat(reproduce("once", Long.MAX_VALUE).epochs()).as("the same goes on").isEqualTo(2);
    assertThat(training.told().starts()).containsExactly(0L, 0L, 4L);
  }

  @Slow
  @Test
  void anotherSettingIsSaidFirstAndEndsTheRepetitionAfterTheFirstEpoch() throws IOException {
    trainedOnce(2);
    UserErrors.assertRefused(
            ExitCode.DIFFERENT, () -> reproduce("once", Long.MAX_VALUE, "train.seed=2"))
        .startsWith(
            "not the same bits as run once: after epoch 1, at iteration 5, params_sha256 is ");
    assertThat(training.told().warnings())
        .anyMatch(line -> line.equals("differs, and the bits may: train.seed 1 -> 2"))
        .anyMatch(line -> line.startsWith("the loss differs from iteration 2 on: "));
    assertThat(training.tables().rows("runs", "again").get(0).<String>getAs("status"))
        .isEqualTo("FAILED");
    BisectResult parted = bisect("once", "again");
    assertThat(parted.causes()).containsExactly("train.seed 1 -> 2");
    assertThat(parted.round().orElseThrow())
        .startsWith("in epoch 1, from iteration 0 to 2, the loss is ");
    assertThat(parted.epoch().orElseThrow()).startsWith("after epoch 1, at iteration 5, ");
  }

  @Slow
  @Test
  void theLastRoundsOfARunThatFailedAreCompared() throws IOException {
    String often = "checkpoint.every-iterations=2"; // the last before the end of the epoch is at 4
    training.train("once", often);
    UserErrors.assertRefused(
        ExitCode.DIFFERENT, () -> reproduce("once", Long.MAX_VALUE, "train.seed=2"));
    BisectResult parted = bisect("once", "again");
    assertThat(parted.rounds()).as("that end at 2, 4 and 5").isEqualTo(3);
    assertThat(parted.epochs()).isEqualTo(1);
    assertThat(parted.epoch().orElseThrow()).startsWith("after epoch 1, at iteration 5, ");
  }

  @Slow
  @Test
  void oneChangedPixelIsRefusedWithItsFileAndFoundBetweenRuns() throws IOException {
    trainedOnce(2);
    Path changed = JobStore.copyOfSlice(folder.resolve("changed"));
    Path file = changed.resolve("data_batch_4.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[3073 + 1000] ^= 1;
    Files.write(file, bytes);
    String data = "data.path=" + changed;
    UserErrors.assertRefused(ExitCode.DATA, () -> reproduce("once", Long.MAX_VALUE, data))
        .startsWith(
            changed + " must have the images that run once was trained on (data.path): data ")
        .contains("; missing file:")
        .contains("; too many file:" + file + " ")
        .doesNotContain("data_batch_3.bin");
    assertThat(training.told().starts()).as("nothing was trained").isEmpty();

    training.train("other", TWO_EPOCHS, data);
    BisectResult parted = bisect("once", "other");
    assertThat(parted.isSame()).isFalse();
    assertThat(parted.epoch().orElseThrow()).startsWith("after epoch 1");
    assertThat(parted.causes())
        .anyMatch(line -> line.startsWith("too many file:" + file + " "))
        .noneMatch(line -> line.contains("data_batch_3.bin"));
  }

  @Nightly
  @Test
  void roundsThatEndAtOtherIterationsPartAtTheFirst() throws IOException {
    training.train("once");
    training.train("rarer", "train.averaging-frequency=4");
    BisectResult parted = bisect("once", "rarer");
    assertThat(parted.round())
        .contains(
            "in epoch 1, from iteration 0 to 2, only one of them has a round that ends there");
    assertThat(parted.causes()).anyMatch(line -> line.startsWith("train.averaging-frequency "));
  }

  @Slow
  @Test
  void aChampionIsReproducedFromTheModelThatItStartedFrom() throws IOException {
    JobStore store = JobStore.withChampion(folder.resolve("store"));
    new RetrainJob(store.context())
        .run(
            RetrainRequest.nightly(
                    JobStore.config("retrain.start=champion", "train.seed=2"), "the second")
                .named(new RunId("second")));
    assertThat(bisect("v1", JobStore.FIRST).isSame()).isTrue();
    FileUtils.deleteDirectory(training.run(JobStore.FIRST).toFile()); // as clean does
    restoreRow(store, "second");
    assertThat(parent("second")).as("restored from the manifest").isEqualTo(JobStore.FIRST);
    ReproduceResult result = reproduce("second", Long.MAX_VALUE);
    assertThat(result.epochs()).isEqualTo(1);
    assertThat(parent("again")).isEqualTo(JobStore.FIRST);

    Path manifest = training.run("second").resolve("manifest.json");
    String text = Files.readString(manifest);
    String first =
        Manifest.fromJson("m", text).training().orElseThrow().parentRunId().get().value();
    Files.writeString(manifest, text.replace("\"" + first + "\"", "\"gone\""));
    UserErrors.assertRefused(ExitCode.DATA, () -> reproduce("second", Long.MAX_VALUE))
        .startsWith(
            "run second started from the model of run gone, which is no version of cifar-10, and ");
    Files.writeString(manifest, text.replace("\"training\"", "\"unknown\"")); // of an early version
    restoreRow(store, "second");
    UserErrors.assertRefused(ExitCode.DATA, () -> reproduce("second", Long.MAX_VALUE))
        .startsWith(
            "run second: retrain.start is champion, and nothing tells which model that was");

    FileUtils.deleteDirectory(training.run("second").toFile());
    restoreRow(store, "second");
    assertThat(training.tables().rows("runs", "second").get(0).<Integer>getAs("workers"))
        .as("restored from the registry")
        .isEqualTo(2);
  }

  @Slow
  @Test
  void aChampionIsThatOfTheModelThatIsSet() throws IOException {
    String other = "registry.model=other";
    JobStore store = JobStore.withChampion(folder.resolve("store"));
    new RetrainJob(store.context())
        .run(
            RetrainRequest.nightly(JobStore.config(other, "train.seed=5"), "another")
                .named(new RunId("another")));
    assertThat(reproduce("champion", Long.MAX_VALUE, other).run()).isEqualTo(new RunId("another"));
    UserErrors.assertRefused(
            ExitCode.USAGE, () -> reproduce("champion", Long.MAX_VALUE, "registry.model=none"))
        .startsWith("none has no champion yet");
  }

  @Slow
  @Test
  void otherCpuKernelsOfTheWorkersAreSaidAndNamedWhereTheBitsPart() throws IOException {
    training.train("once", "train.averaging-frequency=5"); // the first round ends the epoch
    Path manifest = training.run("once").resolve("manifest.json");
    String text = Files.readString(manifest);
    String here = Manifest.fromJson("m", text).cpuKernels().orElseThrow();
    String difference = "cpu_kernels AVX, no oneDNN -> " + here;
    Files.writeString(manifest, text.replace(here, "AVX, no oneDNN"));
    UserErrors.assertRefused(ExitCode.DIFFERENT, this::reproduceWithoutManifest)
        .endsWith("; " + difference);
    assertThat(training.told().warnings())
        .containsOnlyOnce("differs, and the bits may: " + difference);
    assertThat(
            Manifest.fromJson(
                    "again", Files.readString(training.run("again").resolve("manifest.json")))
                .cpuKernels())
        .as("written when the workers told theirs")
        .contains(here);

    training.told().warnings().clear();
    Files.writeString(manifest, text.replace("\"" + here + "\"", "null")); // of an early version
    assertThat(reproduce("once", Long.MAX_VALUE).epochs()).isEqualTo(1);
    assertThat(bisect("once", "again").causes()).isEmpty();
    assertThat(training.told().warnings()).noneMatch(line -> line.contains("cpu_kernels"));
  }

  /** A repetition whose manifest, with the driver's kernels, is deleted before the first round. */
  private void reproduceWithoutManifest() throws IOException {
    JobListener listener =
        new JobListener() {
          @Override
          public void warning(String line) {
            training.told().warning(line);
          }

          @Override
          public TrainingObserver training(RunId run, TrainConfig config) {
            try {
              Files.delete(training.run("again").resolve("manifest.json"));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return training.told().training(run, config);
          }
        };
    new ReproduceJob(JobContext.on(LocalSpark.session(), training.store().toString(), listener))
        .run(
            new ReproduceRequest(
                "once",
                new RunId("again"),
                List.of("train.seed=2"),
                Long.MAX_VALUE,
                /* fresh= */ false));
  }

  @Slow
  @Test
  void aVersionWhoseRunIdWasUsedAgainIsNotComparedWithTheLaterTraining() throws IOException {
    training.train("nightly");
    JobConfig config = SmallTraining.config();
    new RegisterJob(training.context().locks(config), training.told())
        .run(config, new RunId("nightly"));
    assertThat(bisect("v1", "nightly").isSame()).isTrue();
    String first = modelSha256();
    training.train("nightly", TrainRequest::afresh, "train.seed=2");
    String refused =
        "cifar-10 v000001: run nightly must have trained it last (model_sha256 %s), has trained again since (model_sha256 %s): its weights and losses are replaced; name the run, or a version that it trained last"
            .formatted(first, modelSha256());
    UserErrors.assertRefused(ExitCode.DATA, () -> reproduce("v1", Long.MAX_VALUE))
        .isEqualTo(refused);
    UserErrors.assertRefused(ExitCode.DATA, () -> bisect("v1", "nightly")).isEqualTo(refused);
    assertThat(bisect("nightly", "nightly").isSame()).isTrue();
    assertThat(training.told().starts()).as("nothing was trained again").containsExactly(0L, 0L);
  }

  private String modelSha256() throws IOException {
    Path manifest = training.run("nightly").resolve("manifest.json");
    return Manifest.fromJson("m", Files.readString(manifest)).modelSha256().orElseThrow();
  }

  @Slow
  @Test
  void aRunWithoutWeightsAndLossesIsNotTrainedInVain() throws IOException {
    trainedOnce(1);
    FileUtils.deleteDirectory(training.run("once").resolve("journal").toFile()); // as clean does
    loseRows(MetricRow.TABLE); // the losses; the weights after the epoch, at iteration 5, remain
    String refused =
        "run once must have the weights or the loss of a round that is trained again, has none: nothing could be compared";
    UserErrors.assertRefused(ExitCode.DATA, () -> reproduce("once", 3)).isEqualTo(refused);
    assertThat(training.told().starts()).as("nothing was trained").isEmpty();
    assertThat(reproduce("once", 5).epochs()).isEqualTo(1);
    loseRows(RoundRow.TABLE);
    UserErrors.assertRefused(ExitCode.DATA, () -> reproduce("once", Long.MAX_VALUE))
        .isEqualTo(refused);
    assertThat(training.told().starts()).containsExactly(0L);
  }

  private <R extends Record> void loseRows(Table<R> table) {
    JobContext context = training.context();
    new TableWriter(context.spark(), UnguardedStore.writer(context.store()))
        .replace(table, new RunId("once"), List.of());
  }

  private String parent(String run) {
    return training.tables().rows("runs", run).get(0).getAs("parent_run_id");
  }

  /** Loses a run's row, which repair makes anew. */
  private static void restoreRow(JobStore store, String run) throws IOException {
    Files.write(store.rowFile("runs", run), new byte[0]);
    RepairRequest repair =
        new RepairRequest(JobStore.config(), new RunId("repair"), /* acceptLoss= */ false);
    assertThat(new RepairJob(store.context()).run(repair).mended()).isEqualTo(1);
  }

  @Slow
  @Test
  void anIncrementThatCameSinceIsNotRead() throws IOException {
    Path base = JobStore.copyOfSlice(folder.resolve("base"));
    Path increments = folder.resolve("increments");
    Path first = increments.resolve("1/data_batch_1.bin");
    Path second = increments.resolve("2/data_batch_1.bin");
    Files.createDirectories(first.getParent());
    Files.move(base.resolve("data_batch_5.bin"), first);
    Path later = base.resolve("data_batch_4.bin");
    byte[] bytes = Files.readAllBytes(later);
    Files.delete(later);
    training.train("once", "data.path=%s,%s/*".formatted(base, increments));
    Files.createDirectories(second.getParent());
    Files.write(second, bytes);
    assertThat(reproduce("once", Long.MAX_VALUE).epochs()).isEqualTo(1);

    Files.delete(first);
    Files.delete(first.getParent());
    UserErrors.assertRefused(ExitCode.DATA, () -> reproduce("once", Long.MAX_VALUE))
        .contains("; missing file:" + first + " ")
        .contains("; too many file:" + second + " ")
        .doesNotContain("file:" + base);
  }

  @Slow
  @Test
  void whatHasNotTrainedCannotBeReproduced() throws IOException {
    trainedOnce(1);
    UserErrors.assertRefused(ExitCode.USAGE, () -> reproduce("one", Long.MAX_VALUE))
        .startsWith("run one has no ")
        .endsWith("manifest.json: no such run, or clean has removed it");
    UserErrors.assertRefused(ExitCode.USAGE, () -> bisect("once", "champion"))
        .contains("has no champion yet");
    UserErrors.assertRefused(ExitCode.USAGE, () -> reproduce("once", Long.MAX_VALUE, "train.sed=2"))
        .contains("did you mean train.seed?");
  }
}
