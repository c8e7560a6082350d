package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.testing.Slow;

/** The scheduled job, night after night, on the real slice. */
class RetrainCommandIT {
  @TempDir private Path folder;
  private Path store;
  private Path data;
  private Commands commands;

  @BeforeEach
  void copyData() throws IOException {
    store = folder.resolve("store");
    data = Slice.copyTo(folder.resolve("data"));
    commands = new Commands(store);
  }

  private Result retrain(String... more) {
    List<String> all = new ArrayList<>(List.of("retrain"));
    for (String assignment :
        List.of(
            "data.path=" + data,
            "model.depth=8",
            "train.epochs=1",
            "train.batch-size=50",
            "registry.margin=0.5",
            "registry.max-recall-drop=1",
            "registry.floor=0.05")) {
      all.addAll(List.of("--set", assignment));
    }
    all.addAll(List.of(more));
    return commands.run(all.toArray(String[]::new));
  }

  private String good(String... more) {
    Result result = retrain(more);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  private void refused(int code, String message, String... more) {
    retrain(more).assertRefused(code, message);
  }

  /** The first training file's records once more, under another name: what a night brings. */
  private void addIncrement() throws IOException {
    byte[] records = Files.readAllBytes(data.resolve("data_batch_1.bin"));
    records[1]++; // a pixel, so that it is no duplicate only
    Files.write(data.resolve("data_batch_6.bin"), records);
  }

  private List<Row> query(String sql) {
    return commands.tables().query(sql);
  }

  @Slow
  @Test
  void aNightWithoutNewsTrainsNothingAndANewFileTrainsACandidate() throws IOException {
    assertThat(good())
        .contains("cifar-10 has no champion yet")
        .contains("2 workers x batch 50")
        .containsPattern("averaged every \\d+(, from iteration [\\d,]+ on \\d+.*)?; run retrain-")
        .containsPattern("cifar-10 v000001 PROMOTED: first model: accuracy .* reaches the floor");
    assertThat(good())
        .containsPattern("cifar-10: champion v000001, run retrain-[0-9a-f]{12}, accuracy ")
        .contains("nothing new: data and recipe are those of v000001")
        .doesNotContain("ResNet-8");

    addIncrement();
    assertThat(good("--dry-run"))
        .containsPattern("new: data [0-9a-f]{12}… -> [0-9a-f]{12}…")
        .contains("cifar-10 dry run, would be PROMOTED: accuracy ");
    assertThat(good())
        .as("the dry run's training is used")
        .contains("resumed from the checkpoint")
        .containsPattern(
            "cifar-10 v000002 PROMOTED: accuracy .* against .* not worse by 50.00 points");

    Result kept = retrain("--set", "train.seed=2", "--set", "registry.floor=0.99");
    assertThat(kept.code()).isEqualTo(4);
    assertThat(kept.out())
        .contains("new: train.seed 1 -> 2")
        .containsPattern("cifar-10 v000003 KEPT: accuracy .* is below the floor of 99.00 %");
    Result again = retrain("--set", "train.seed=2", "--set", "registry.floor=0.99");
    assertThat(again.code()).isEqualTo(4);
    assertThat(again.out())
        .containsPattern("run retrain-[0-9a-f]{12} has decided already, v000003 KEPT: accuracy ");
    assertThat(good("--set", "train.seed=2", "--force"))
        .containsPattern("v000004 PROMOTED")
        .containsPattern("run retrain-[0-9a-f]{12}-2\n");

    assertThat(
            query("select version, decision, count(*) from promotions group by 1, 2 order by 1, 2"))
        .extracting(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
        .containsExactly(
            "v000001 NOTHING_NEW 1",
            "v000001 PROMOTED 1",
            "v000002 PROMOTED 1",
            "v000003 KEPT 1",
            "v000004 PROMOTED 1");
    assertThat(query("select distinct command, status from runs"))
        .extracting(row -> row.get(0) + " " + row.get(1))
        .containsExactly("retrain FINISHED");
    assertThat(query("select distinct check from data_checks where check like 'drift%'"))
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder("drift-class-balance", "drift-channel-mean", "drift-images");
  }

  @Slow
  @Test
  void aWarmStartBeginsWithTheChampionsWeightsAndNeedsItsNetwork() throws IOException {
    good();
    assertThat(good("--set", "retrain.start=champion"))
        .contains("new: retrain.start fresh -> champion");
    List<Row> runs =
        query("select run_id, parent_run_id from runs where parent_run_id is not null");
    assertThat(runs).hasSize(1);
    assertThat(query("select run_id from runs where run_id = '%s'".formatted(runs.get(0).get(1))))
        .hasSize(1);
    assertThat(good("--set", "retrain.start=champion")).contains("nothing new");
    refused(
        2,
        "retrain.start = champion needs the champion's network ResNet-8 (v000002), model.depth and"
            + " model.residual say ResNet-14",
        "--set",
        "retrain.start=champion",
        "--set",
        "model.depth=14");
  }

  @Slow
  @Test
  void dataThatDriftedAreRefusedAndTheTablesSayWhy() throws IOException {
    good();
    byte[] cats = Files.readAllBytes(data.resolve("data_batch_1.bin"));
    for (int record = 0; record < cats.length; record += 3073) {
      cats[record] = 3;
      Arrays.fill(cats, record + 1, record + 1025, (byte) (record / 3073)); // hardly any red
    }
    Files.write(data.resolve("data_batch_6.bin"), cats);
    refused(3, "training set: class shares differ by ");
    assertThat(query("select status, error from runs where status = 'FAILED'"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.getString(1))
                    .containsPattern(
                        "class shares differ by 0\\.\\d+ from those of champion v000001, most cat: "
                            + ".*; warned above 0.02, refused above 0.1"));
    assertThat(query("select check from data_checks where status = 'FAIL' order by check"))
        .extracting(row -> row.getString(0))
        .containsExactly("drift-channel-mean", "drift-class-balance");
    good("--set", "data.drift.class-balance.fail=1", "--set", "data.drift.channel-mean.fail=1");
  }

  @Slow
  @Test
  void aDamagedChampionIsRefusedUntilItsReplacementIsAskedFor() throws IOException {
    good();
    Path model = store.resolve("models/cifar-10/v000001/model.zip");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2]++;
    Files.write(model, bytes);
    refused(3, "the champion cannot be compared with: ");
    addIncrement();
    refused(3, "v000001/model.zip: SHA-256 must be ");
    assertThat(Files.exists(store.resolve("models/cifar-10/v000002"))).isFalse();
    assertThat(query("select error from runs where status = 'FAILED'"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.getString(0)).contains("model.zip: SHA-256 must be "));
    assertThat(good("--replace-damaged-champion"))
        .contains("warning: the champion is damaged: ")
        .contains("v000002 PROMOTED: ");
  }

  @Slow
  @Test
  void aVersionThatWasRegisteredByHandIsDecidedOnAndAFixedNameDoesNotHideNewData()
      throws IOException {
    String dry = good("--dry-run", "--run-id", "night");
    assertThat(dry).contains("cifar-10 dry run, would be PROMOTED: first model");
    commands.good("models", "register", "night");
    assertThat(good("--run-id", "night")).contains("cifar-10 v000001 PROMOTED: first model");

    addIncrement();
    refused(
        2,
        "--run-id must be a new one for other data or another recipe (data ",
        "--run-id",
        "night");
    assertThat(good("--run-id", "next")).contains("cifar-10 v000002 PROMOTED");
    commands.good("rollback", "--run-id", "back");
    Result again = retrain("--run-id", "next");
    assertThat(again.code()).as("it is not the champion").isEqualTo(4);
    assertThat(again.out())
        .contains("run next has decided already, v000002 PROMOTED: ")
        .contains("; it is the champion no more; --force trains again");
  }

  @Test
  void dataThatCannotBeReadLeaveARowWithTheReason() throws IOException {
    good();
    Files.write(data.resolve("data_batch_6.bin"), new byte[100]);
    refused(3, "data_batch_6.bin: 100 bytes is not a multiple of 3073");
    assertThat(query("select run_id, error from runs where status = 'FAILED'"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getString(0)).matches("retrain-failed-[0-9a-f]{12}");
              assertThat(row.getString(1)).contains("data_batch_6.bin: 100 bytes");
            });
  }

  @Test
  void onlyOneJobAtATimeRetrainsAModel() throws IOException {
    Store hadoop = Store.open(store.toString(), new Configuration());
    try (FolderLock other =
        FolderLock.acquire(
            UnguardedStore.writer(hadoop).files(),
            new org.apache.hadoop.fs.Path(hadoop.root(), "models/cifar-10/retraining"),
            "retraining of cifar-10",
            LockHolder.here("app-other"),
            Duration.ofMinutes(1),
            note -> {})) {
      other.requireHeld();
      refused(6, "retraining of cifar-10 is held by ");
    }
  }

  @Test
  void limitsOfDriftMustBeInOrder() {
    refused(
        2,
        "data.drift.channel-mean.fail must be between data.drift.channel-mean.warn (0.2) and 1,"
            + " cannot be: 0.05",
        "--set",
        "data.drift.channel-mean.warn=0.2");
  }
}
