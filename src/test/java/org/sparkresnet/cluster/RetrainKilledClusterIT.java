package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Nightly;

/** The nightly job, killed by SIGKILL at every step, and the same command given again. */
@Nightly
class RetrainKilledClusterIT {
  private static final String SLICE =
      "data.path=file://" + Path.of("src/test/resources/cifar10-slice").toAbsolutePath();

  @TempDir private Path folder;
  private Path store;
  private int stops;

  private DriverProcess retrain(Map<String, String> properties, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("retrain", "--store", store.toString()));
    for (String setting :
        List.of(
            SLICE,
            "model.depth=8",
            "train.workers=2",
            "train.epochs=2",
            "train.batch-size=32",
            "train.averaging-frequency=2",
            "checkpoint.every-iterations=1",
            "registry.margin=0.5",
            "registry.max-recall-drop=1",
            "registry.floor=0.05")) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of(more));
    return DriverProcess.start(folder, "true", properties, arguments);
  }

  private String killWhileItWrites(String file, long afterBytes, String... more) throws Exception {
    Path marker = folder.resolve("stopped-" + stops++);
    try (DriverProcess driver =
        retrain(StoppingLocalFileSystem.stop(file, afterBytes, marker), more)) {
      driver.await(marker).kill();
      return driver.out();
    }
  }

  private List<Row> rows(Table<?> table) {
    return TableReader.read(
            LocalSpark.session(), Store.open(store.toString(), new Configuration()), table)
        .collectAsList();
  }

  private List<String> names(String folderOfStore) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve(folderOfStore))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void isOneRunOneVersionAndOnePromotionWheneverItWasKilled() throws Exception {
    store = folder.resolve("store");
    try (DriverProcess champion = retrain(Map.of(), "--set", "train.seed=2")) {
      champion.expect(0);
      assertThat(champion.out()).contains("v000001 PROMOTED: first model");
    }

    killWhileItWrites(".*/runs/retrain-.*/iteration-000000004/_tmp-.*-state.bin", 100_000);
    String inTraining = killWhileItWrites(".*/tables/predictions/_tmp-.*parquet", 10);
    assertThat(inTraining).contains("resumed from the checkpoint at iteration 2");
    assertThat(versionTwo()).as("nothing is registered").doesNotExist();

    try (DriverProcess evaluating = retrain(Map.of())) {
      Path summary = store.resolve("runs").resolve(run()).resolve("summary.json");
      evaluating.await(summary).kill(); // the champion is evaluated next
      assertThat(evaluating.out()).contains("resumed from the checkpoint at iteration 10");
    }

    killWhileItWrites(".*/models/cifar-10/.*v000002.*/.*model.zip", 1000);
    assertThat(versionTwo()).as("half a model is no version").doesNotExist();

    killWhileItWrites(".*/aliases/_tmp-.*-champion.json", 10);
    assertThat(versionTwo()).exists();
    assertThat(champion()).contains("v000001").doesNotContain("v000002");

    String atTheTable = killWhileItWrites(".*/tables/promotions/_tmp-.*parquet", 10);
    assertThat(atTheTable).as("the version is there already").doesNotContain("ResNet-8");
    assertThat(champion()).contains("v000002");
    assertThat(rows(PromotionRow.TABLE)).hasSize(1);

    try (DriverProcess last = retrain(Map.of())) {
      last.expect(0);
      assertThat(last.out()).contains("nothing new: data and recipe are those of v000002");
    }
    assertOnePromotion();

    killWhileItWrites(".*/aliases/_tmp-.*-champion.json", 10, "--set", "train.seed=3");
    assertThat(champion()).doesNotContain("v000003");
    try (DriverProcess nextNight = retrain(Map.of(), "--set", "train.seed=4")) {
      nextNight.expect(0);
      assertThat(nextNight.out())
          .containsPattern(
              "carrying out what run retrain-[0-9a-f]{12} decided before it was stopped")
          .contains("v000003 PROMOTED", "champion v000003, run", "v000004 PROMOTED");
    }
    assertThat(rows(PromotionRow.TABLE))
        .extracting(row -> row.getAs("version") + " " + row.getAs("decision"))
        .contains("v000003 PROMOTED", "v000004 PROMOTED")
        .hasSize(5);
  }

  private String run() throws IOException {
    List<String> runs = new ArrayList<>(names("runs"));
    runs.removeIf(run -> champion().contains("\"run_id\" : \"" + run + "\""));
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  /** What makes it a version: its manifest, which comes last. */
  private Path versionTwo() {
    return store.resolve("models/cifar-10/v000002/manifest.json");
  }

  private String champion() {
    try {
      return Files.readString(store.resolve("models/cifar-10/aliases/champion.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertOnePromotion() throws IOException {
    assertThat(rows(PromotionRow.TABLE))
        .extracting(row -> row.getAs("version") + " " + row.getAs("decision"))
        .containsExactlyInAnyOrder("v000001 PROMOTED", "v000002 PROMOTED", "v000002 NOTHING_NEW");
    assertThat(rows(RunRow.TABLE))
        .extracting(row -> row.getAs("command") + " " + row.getAs("status"))
        .containsOnly("retrain FINISHED");
    assertThat(names("models/cifar-10")).filteredOn(name -> name.startsWith("v")).hasSize(2);
    try (Stream<Path> all = Files.walk(store)) {
      assertThat(all).noneMatch(path -> path.getFileName().toString().startsWith("_tmp-"));
    }
  }
}
