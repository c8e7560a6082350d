package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.StoredTables;
import org.sparkresnet.testing.TrainedStore;

/** The commands on the registry, with two models trained on the real slice. */
class RegistryCommandsIT {
  private static final String SLICE = Slice.DATA_PATH;

  @TempDir private Path folder;
  private Path store;
  private Commands commands;

  @BeforeEach
  void copyStore() throws IOException {
    store = TrainedStore.copyTo(folder.resolve("store"));
    commands = new Commands(store);
  }

  private String good(String... args) {
    return commands.good(args);
  }

  private void refused(int code, String message, String... args) {
    commands.refused(code, message, args);
  }

  @Slow
  @Test
  void versionsArePromotedRolledBackListedAndEvaluated() throws IOException {
    store = TrainedStore.copyBothTo(folder.resolve("two"));
    commands = new Commands(store);
    assertThat(good("models"))
        .contains("cifar-10 has no version yet; models register RUN adds one");
    refused(2, "cifar-10 has no champion yet", "evaluate", "--model", "champion", "--set", SLICE);
    assertThat(good("models", "register", "seed-1"))
        .contains("cifar-10 v000001: run seed-1")
        .contains("next: submit/local promote v000001 --store " + store);
    assertThat(good("models", "register", "seed-2")).contains("cifar-10 v000002: run seed-2");
    assertThat(good("models", "register", "seed-1")).contains("cifar-10 v000001: run seed-1");
    refused(2, "cifar-10 has no earlier champion", "rollback");

    assertThat(good("promote", "v1", "--run-id", "p1"))
        .contains("cifar-10: v000001 is the champion");
    assertThat(good("promote", "2", "--run-id", "p2", "--reason", "fewer errors on cats"))
        .contains("cifar-10: v000002 is the champion, run seed-2")
        .contains("; before it was v000001");
    assertThat(good("promote", "v2"))
        .contains("v000002 was already the champion")
        .contains("by run p2");
    assertThat(good("models"))
        .containsPattern("v000002 +champion +seed-2 +ResNet-8 +\\d+\\.\\d\\d % ")
        .containsPattern("v000001 +previous +seed-1 ");
    assertThat(good("evaluate", "--model", "champion", "--set", SLICE, "--run-id", "e1"))
        .contains("v000002, ResNet-8 on 100 test images");
    assertThat(good("evaluate", "--model", "cifar-10@v1", "--set", SLICE, "--run-id", "e2"))
        .contains("v000001, ResNet-8 on 100 test images");

    assertThat(good("models", "--store", store.toString(), "show", "champion"))
        .contains("cifar-10 v000002")
        .contains("(verified)")
        .contains("PROMOTED by run p2: by hand: fewer errors on cats")
        .containsPattern("train.seed +2\n")
        .containsPattern("model.depth +8\n")
        .containsPattern(
            "\naccuracy on the test images after 2 looks: [0-9.]+ %, between [0-9.]+ and [0-9.]+ %\n");
    assertThat(
            good(
                "models",
                "compare",
                "v1",
                "--set",
                "registry.margin=0.5",
                "--set",
                "registry.max-recall-drop=1",
                "--set",
                "registry.floor=0"))
        .containsPattern("train.seed +1 +2\n")
        .contains("v000001 as candidate against v000002 would be PROMOTED: accuracy ")
        .contains("of 100 images ");

    assertThat(good("rollback", "--run-id", "r1")).contains("v000001 is the champion");
    assertThat(good("rollback", "--run-id", "r1")).contains("v000001 is the champion");
    refused(2, "cifar-10 has no earlier champion that is kept to roll back to", "rollback");
    checkTables();
  }

  private void checkTables() {
    StoredTables tables = commands.tables();
    List<Row> promotions =
        tables.query(
            "select run_id, version, decision, reason, champion_accuracy, p_value"
                + " from promotions order by decided_at");
    assertThat(promotions)
        .extracting(row -> row.getString(0) + " " + row.getString(1) + " " + row.getString(2))
        .containsExactly("p1 v000001 PROMOTED", "p2 v000002 PROMOTED", "r1 v000001 ROLLED_BACK");
    assertThat(promotions.get(1).getString(3)).isEqualTo("by hand: fewer errors on cats");
    assertThat(promotions.get(0).isNullAt(4)).as("there was no champion").isTrue();
    assertThat(promotions.get(1).isNullAt(4)).isFalse();
    assertThat(promotions.get(1).isNullAt(5)).as("nothing was tested").isTrue();
    assertThat(
            tables.query(
                "select command, status, count(*) from runs"
                    + " where command in ('promote', 'rollback') group by 1, 2 order by 1, 2"))
        .extracting(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
        .containsExactly("promote FINISHED 2", "rollback FAILED 2", "rollback FINISHED 1");
    assertThat(
            tables.query(
                "select distinct accuracy, loss from evaluations"
                    + " where run_id in ('e1', 'seed-2')"))
        .as("a version evaluates like its run, with the normalisation it was trained with")
        .hasSize(1);
  }

  @Test
  void aDamagedChampionIsOneClearLineEverywhere() throws IOException {
    good("models", "register", "seed-1");
    good("promote", "v1");
    Path model = store.resolve("models/cifar-10/v000001/model.zip");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);
    String message = "models/cifar-10/v000001/model.zip: SHA-256 must be ";
    refused(3, message, "evaluate", "--model", "champion", "--set", SLICE);
    refused(3, message, "evaluate", "--model", model.toString(), "--set", SLICE);
    refused(3, message, "models", "show", "champion");
    assertThat(good("models")).contains("v000001  champion");
  }

  @Test
  void oldVersionsAreRemovedButNotTheChampion() throws IOException {
    JobStore.in(store).copyRun("seed-1", "seed-2");
    good("models", "register", "seed-1");
    good("promote", "v1");
    assertThat(good("models", "register", "seed-2", "--set", "registry.keep=1"))
        .doesNotContain("removed");
    assertThat(good("promote", "v2", "--set", "registry.keep=1")).doesNotContain("removed");
    assertThat(good("rollback", "--set", "registry.keep=1")).contains("v000001 is the champion");
  }

  @Test
  void mistakesAreOneLine() {
    refused(2, "no run none in file:" + store, "models", "register", "none");
    refused(2, "cifar-10 has no version v000009; no version", "promote", "v9");
    refused(
        2, "a version must be like v000007, v7, 7 or champion, cannot be: best", "promote", "best");
    refused(2, "registry.model must be 1 to 100", "models", "--set", "registry.model=a/b");
    refused(
        2,
        "registry.margin must be at least 0 and below 1",
        "models",
        "--set",
        "registry.margin=2");
    refused(2, "registry.keep must be at least 1", "rollback", "--set", "registry.keep=0");
    good("models", "register", "seed-1");
    refused(
        2,
        "--run-id must not be one of another command (train)",
        "promote",
        "v1",
        "--run-id",
        "seed-1");
    refused(2, "Missing required parameter: 'VERSION'", "promote");
  }

  @Test
  void aSecondWriterExitsWithSixAndNamesTheFirst() throws IOException {
    good("models", "register", "seed-1");
    JobStore.in(store).copyRun("seed-1", "seed-2");
    Store opened = Store.open(store.toString(), new Configuration(false));
    try (FolderLock lock =
        FolderLock.acquire(
            UnguardedStore.writer(opened).files(),
            Registry.open(opened, "cifar-10").folder(),
            "model cifar-10",
            LockHolder.here("nightly"),
            Duration.ofMinutes(1),
            note -> {})) {
      lock.requireHeld();
      refused(6, "model cifar-10", "promote", "v1");
      refused(6, "nightly", "models", "register", "seed-2");
      assertThat(good("models")).as("readers need no lock").contains("v000001");
    }
    assertThat(good("promote", "v1")).contains("v000001 is the champion");
  }
}
