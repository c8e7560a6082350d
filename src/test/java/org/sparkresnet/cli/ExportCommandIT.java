package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.guide.GuideQueries;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Slow;

/** Exports of a small real store, and the guide's queries on that store. */
@Slow
class ExportCommandIT {
  @TempDir private static Path folder;
  private static Path store;
  private static Commands commands;

  @BeforeAll
  static void trainTwoRunsAndPromoteOne() throws IOException {
    store = folder.resolve("store");
    commands = new Commands(store);
    train("train", "deep", "--set", "model.depth=14");
    // The notebook's figure 6 looks for runs with the names of the recipes, which are the files'.
    Path recipe = folder.resolve("resnet20-best.conf");
    Files.writeString(recipe, "model.depth = 8, dataset.validation-examples = 50");
    train("train", "flat", "--config", recipe.toString());
    run("models", "register", "deep");
    run("promote", "v1");
    assertThat(train("retrain", "idle", "--set", "model.depth=14")).contains("nothing new");
    assertThat(run("drill", "--run-id", "drilled", "--set", "train.epochs=2"))
        .contains("1 of 6 drills held");
  }

  private static String train(String command, String id, String... more) {
    List<String> args = new ArrayList<>(List.of(command, "--run-id", id));
    args.addAll(List.of("--set", Slice.DATA_PATH));
    args.addAll(List.of("--set", "train.epochs=2", "--set", "train.batch-size=32"));
    args.addAll(List.of("--set", "train.averaging-frequency=2"));
    args.addAll(List.of("--set", "results.example-dynamics=true"));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private static String run(String... args) {
    return commands.good(args);
  }

  private static Map<String, String> files(Path export) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(export)) {
      for (Path file : files.toList()) {
        digests.put(file.getFileName().toString(), Sha256.of(Files.readAllBytes(file)));
      }
    }
    return digests;
  }

  private static long number(Path export, String select) throws SQLException {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckDb.createStatement();
        var rows = statement.executeQuery(select.replace("DIR", export.toString()))) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void anExportReplacesItsRunsKeepsOthersAndHasTheSameBytes() throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(run("export", "--to", whole.toString()))
        .matches("exported \\d runs to .*, now .* MB\\s+");
    Path pieces = folder.resolve("pieces");
    assertThat(run("export", "--to", pieces.toString(), "--run", "flat"))
        .startsWith("exported 1 run to ");
    assertThat(number(pieces, "select count(*) from 'DIR/runs.parquet'")).isEqualTo(1);
    assertNothingChangedSinceTheRunBefore(pieces);
    run("export", "--to", pieces.toString(), "--run", "deep");
    run("export", "--to", pieces.toString(), "--run", "flat");
    assertThat(number(pieces, "select count(distinct run_id) from 'DIR/metrics.parquet'"))
        .isEqualTo(2);
    run("export", "--to", pieces.toString());
    assertThat(files(pieces))
        .isEqualTo(files(whole))
        .containsKeys("runs.parquet", "bench.parquet", "promotions.parquet", "pictures.parquet")
        .hasSize(ResultTables.ALL.size() + 1);
  }

  @Test
  void aRunIsRemovedFromAnExportAndFromNothingElse() throws Exception {
    Path export = folder.resolve("removed");
    run("export", "--to", export.toString(), "--run", "flat");
    Map<String, String> flat = files(export);
    Files.copy(export.resolve("runs.parquet"), folder.resolve("flat-runs"));
    run("export", "--to", export.toString(), "--run", "deep");
    commands.refused(
        2, "removed has no run dep; did you mean deep or flat?", remove(export, "dep"));
    // As if an earlier removal had been stopped after its first table.
    Files.copy(
        folder.resolve("flat-runs"),
        export.resolve("runs.parquet"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(run(remove(export, "deep")))
        .matches("exported 0 runs to .*removed, removed 1 run there, now .* MB\\s+");
    assertThat(files(export)).isEqualTo(flat);
    assertThat(run("export", "--to", export.toString(), "--run", "deep", "--remove", "flat"))
        .startsWith("exported 1 run to ");
    assertThat(number(export, "select count(distinct run_id) from 'DIR/metrics.parquet'"))
        .isEqualTo(1);
  }

  private static String[] remove(Path export, String run) {
    return new String[] {"export", "--to", export.toString(), "--remove", run};
  }

  /** Of one run. */
  private static void assertNothingChangedSinceTheRunBefore(Path export) throws Exception {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckDb.createStatement()) {
      for (String table : List.of("runs", "params")) {
        statement.execute("create view %s as from '%s/%s.parquet'".formatted(table, export, table));
      }
      assertThat(GuideQueries.rows(duckDb, GuideQueries.all().get(6).duckDb())).isZero();
    }
  }

  @Test
  void onlyWrongPredictionsGoAlongAndTheirPicturesArePng() throws SQLException {
    Path export = folder.resolve("small");
    run("export", "--to", export.toString(), "--run", "deep");
    assertThat(
            number(
                export,
                "select count(*) from 'DIR/predictions.parquet' where actual_id = predicted_id"))
        .isZero();
    assertThat(number(export, "select count(*) from 'DIR/predictions.parquet'")).isPositive();
    assertThat(
            number(
                export,
                "select count(*) from 'DIR/data_checks.parquet'"
                    + " where concat(' ', file, ' ', message) similar to '.*[ :]/.*'"))
        .as("absolute paths")
        .isZero();
    assertThat(
            number(
                export,
                "select count(*) from 'DIR/pictures.parquet' p join 'DIR/predictions.parquet' q"
                    + " on p.run_id = q.run_id and p.example_id = q.example_id"
                    + " where hex(p.png[1:4]) = '89504E47'"))
        .isEqualTo(12);
  }

  @Test
  void anUnknownRunIsRefused() {
    commands.refused(
        2,
        "has no run deeep; did you mean deep or",
        "export",
        "--to",
        folder + "/no",
        "--run",
        "deeep");
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @Test
  void aNightWithNothingNewIsNoneOfTheLastTwoRunsAndNoChange() throws Exception {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
      GuideQueries.open(duckDb, "store.sql", store.toString());
      List<GuideQueries.Query> queries = GuideQueries.all();
      String recall = queries.get(2).duckDb();
      assertThat(GuideQueries.column(duckDb, recall, "run_before"))
          .hasSize(10)
          .containsOnly("deep");
      assertThat(GuideQueries.column(duckDb, recall, "run_now")).containsOnly("flat");
      String changed = queries.get(6).duckDb();
      assertThat(GuideQueries.column(duckDb, changed, "name"))
          .containsExactly("dataset.validation-examples", "model.depth");
      assertThat(GuideQueries.column(duckDb, changed, "before")).containsExactly("0", "14");
      assertThat(GuideQueries.column(duckDb, changed, "now")).containsExactly("50", "8");
      assertThat(GuideQueries.column(duckDb, queries.get(8).duckDb(), "decision"))
          .containsExactly("PROMOTED");
      String parts = queries.get(10).duckDb();
      assertThat(GuideQueries.column(duckDb, parts, "epochs_compared")).containsExactly("2");
      assertThat(GuideQueries.column(duckDb, parts, "first_epoch_that_differs"))
          .containsExactly("0");
    }
  }

  @Test
  void everyQueryOfGuideAndNotebookAnswersOnAStoreInDuckDbAndInSpark() throws Exception {
    SparkSession spark = LocalSpark.session().newSession();
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Stream<Path> tables = Files.list(store.resolve("tables"))) {
      GuideQueries.open(duckDb, "store.sql", store.toString());
      tables.forEach(
          table ->
              spark
                  .read()
                  .parquet(table.toString())
                  .createOrReplaceTempView(table.getFileName().toString()));
      for (GuideQueries.Query query : GuideQueries.all()) {
        int rows = GuideQueries.rows(duckDb, query.duckDb());
        assertThat(rows).as(query.question()).isPositive();
        assertThat(spark.sql(query.spark()).collectAsList()).as(query.question()).hasSize(rows);
      }
      List<String> ofNotebook = GuideQueries.ofNotebook("deep");
      assertThat(ofNotebook).hasSize(16);
      for (String query : ofNotebook) {
        if (!query.contains("from scaling")) { // which this store does not have
          int rows = GuideQueries.rows(duckDb, query);
          assertThat(rows).as(query).isPositive();
          assertThat(spark.sql(query).collectAsList()).as(query).hasSize(rows);
        }
      }
    }
  }
}
