package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Nightly;

/**
 * A process that is paused by SIGSTOP at a change of the store, for longer than the lease of its
 * lock, while an heir takes the lock, changes the store and ends well. What the heir was told to be
 * done stays (invariants I1, I3, I4, I5, I6); the paused process, when it goes on, ends with exit
 * code 6 and one line, if it held the lock.
 *
 * <p>One process runs many commands at once, each on a store of its own and up to another of its
 * changes, and is paused once for all of them. The property fencing.points sets the number of
 * changes of each command at which it is paused; 0 is all. The property fencing.commands names the
 * commands.
 */
@Nightly
class FencingClusterIT {
  private static final List<String> COMMANDS =
      List.of(
          System.getProperty(
                  "fencing.commands",
                  "promote,rollback,register,retrain,compact,clean,repair,export")
              .split(","));

  /** Of the changes inside one Spark write of a file aside, which no other process can see. */
  private static final String INSIDE = "/_temporary/";

  /** Of the lock of an export nothing is left, so that its heir is not known. */
  private static final String LOST =
      "6 [^\n]+: another process has taken over, "
          + "(as this one gave no sign of life for 2 s|or has removed the lock's files: [^\n]+)";

  @TempDir private Path folder;
  private Path root;
  private Path template;

  @Test
  void whatAnHeirWasToldToBeDoneStaysWhereverThePausedProcessGoesOn() throws Exception {
    root = Files.createDirectories(folder.resolve("scenarios"));
    template = folder.resolve("template");
    StoreCommands.makeStore(template);
    try (DriverProcess paused =
        DriverProcess.start(
            folder,
            StoreCommands.class,
            "true",
            Map.of(
                "spark.master",
                "local[64]",
                "spark.sql.shuffle.partitions",
                "1",
                "spark.hadoop.fs.file.impl",
                PausingLocalFileSystem.class.getName(),
                "spark.hadoop." + PausingLocalFileSystem.ROOT,
                root.toString()),
            List.of(root.toString()))) {
      paused.await(root.resolve("ready"));
      List<Path> undisturbed = scenarios(COMMANDS.stream().map(it -> it + "-999999").toList());
      round(1, undisturbed);
      for (Path scenario : undisturbed) {
        paused.await(scenario.resolve("result"));
        assertThat(scenario.resolve("result")).hasContent("0 ");
      }
      List<Path> stopped = scenarios(undisturbed.stream().flatMap(this::chosen).toList());
      round(2, stopped);
      for (Path scenario : stopped) {
        while (!Files.exists(scenario.resolve("stopped"))
            && !Files.exists(scenario.resolve("result"))) {
          assertThat(paused.isAlive()).as(paused.out() + paused.err()).isTrue();
          Thread.sleep(10);
        }
      }
      paused.signal("STOP");
      Map<Path, Boolean> held = new LinkedHashMap<>();
      for (Path scenario : stopped) {
        held.put(scenario, isHeld(scenario));
      }
      Thread.sleep(1_000L * StoreCommands.LEASE_SECONDS + 500);
      Map<Path, String> heirs = runHeirs(stopped);
      Files.createFile(root.resolve("go"));
      paused.signal("CONT");
      List<String> wrong = new ArrayList<>();
      int sixes = 0;
      for (Path scenario : stopped) {
        paused.await(scenario.resolve("result"));
        String result = Files.readString(scenario.resolve("result"));
        sixes += result.startsWith("6 ") ? 1 : 0;
        try {
          check(scenario, held.get(scenario), result, heirs.get(scenario));
        } catch (AssertionError | RuntimeException e) {
          wrong.add(describe(scenario) + ": " + e.getMessage());
        }
      }
      System.out.printf(
          "paused at %d changes, %d of them under the lock that the heir took, %d ended with 6%n",
          stopped.size(), held.values().stream().filter(it -> it).count(), sixes);
      assertThat(wrong).isEmpty();
    }
  }

  private static String describe(Path scenario) throws IOException {
    Path stopped = scenario.resolve("stopped");
    return scenario.getFileName()
        + (Files.exists(stopped) ? " (" + Files.readString(stopped) + ")" : " (not stopped)");
  }

  private List<Path> scenarios(List<String> names) throws Exception {
    List<Path> all = new ArrayList<>();
    for (String name : names) {
      Path scenario = Files.createDirectories(root.resolve(name));
      // Links: no file of a store is changed in place.
      assertThat(
              new ProcessBuilder("cp", "-al", template.toString(), scenario + "/store")
                  .inheritIO()
                  .start()
                  .waitFor())
          .isZero();
      if (command(scenario).equals("repair")) {
        StoreCommands.tearPredictions(scenario);
      }
      all.add(scenario);
    }
    return all;
  }

  private void round(int number, List<Path> scenarios) throws IOException {
    Path aside =
        Files.write(
            root.resolve("aside"),
            scenarios.stream().map(it -> it.getFileName().toString()).toList());
    Files.move(aside, root.resolve("round-" + number));
  }

  /** Names of scenarios that stop at changes spread over those of the undisturbed command. */
  private Stream<String> chosen(Path undisturbed) {
    try {
      String command = undisturbed.getFileName().toString().replaceAll("-\\d+$", "");
      List<Integer> points =
          Files.readAllLines(undisturbed.resolve("points")).stream()
              .filter(line -> !line.contains(INSIDE))
              .map(line -> Integer.parseInt(line.substring(0, line.indexOf(' '))))
              .toList();
      int most = Integer.getInteger("fencing.points", 6);
      int count = most == 0 ? points.size() : Math.min(most, points.size());
      return IntStream.range(0, count)
          .map(i -> points.get((int) ((i + 0.5) * points.size() / count)))
          .mapToObj(n -> "%s-%06d".formatted(command, n));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String command(Path scenario) {
    return scenario.getFileName().toString().replaceAll("-\\d+$", "");
  }

  private static boolean isHeld(Path scenario) {
    Path locked = scenario.resolve(StoreCommands.lockedFolder(command(scenario)));
    return store(scenario).isLocked(new org.apache.hadoop.fs.Path(locked.toUri()));
  }

  private static Store store(Path scenario) {
    return Store.open(scenario.resolve("store").toString(), new Configuration());
  }

  private static Map<Path, String> runHeirs(List<Path> scenarios) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16); // each watches for a lease first
    try {
      Map<Path, Future<String>> futures = new LinkedHashMap<>();
      for (Path scenario : scenarios) {
        futures.put(
            scenario,
            threads.submit(
                () ->
                    StoreCommands.run(
                        LocalSpark.session(), command(scenario), StoreCommands.By.HEIR, scenario)));
      }
      Map<Path, String> results = new LinkedHashMap<>();
      for (Map.Entry<Path, Future<String>> one : futures.entrySet()) {
        results.put(one.getKey(), one.getValue().get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private void check(Path scenario, boolean held, String result, String heir) throws IOException {
    assertThat(heir).as("heir").isEqualTo("0 ");
    Path stopped = scenario.resolve("stopped");
    // Before anything is changed, or when all is done but for what was written aside.
    boolean mayBeDone =
        !Files.exists(stopped) || Files.readString(stopped).matches(".*/lock/.*|delete .*/_tmp-.*");
    // A clean or repair whose run was taken over leaves it, says so, and goes on with the others.
    boolean maySkip = List.of("clean", "repair").contains(command(scenario));
    if (held && !mayBeDone && !maySkip) {
      assertThat(result).matches(LOST);
    } else {
      assertThat(result).matches("0 |" + LOST);
    }
    boolean done = result.startsWith("0");
    switch (command(scenario)) {
      case "promote", "rollback" -> checkChampions(scenario, done);
      case "register" -> checkVersions(scenario, done);
      case "retrain" -> checkRetrained(scenario);
      case "compact" -> checkRows(scenario);
      case "clean" ->
          assertThat(scenario.resolve("store/runs/second/" + StoreCommands.KEPT_BY_HEIR).toFile())
              .matches(file -> file.exists() || (done && !held), "is there or was removed");
      case "repair" ->
          assertThat(rows(scenario, PredictionRow.TABLE, "run_id = '" + JobStore.FIRST + "'"))
              .hasSize(StoreCommands.PREDICTED_BY_HEIR);
      default -> checkExport(scenario, done);
    }
  }

  private static Registry registry(Path scenario) {
    return Registry.open(store(scenario), "cifar-10");
  }

  private static List<String> deciders(Path scenario) {
    return registry(scenario).champions().orElseThrow().latestFirst().stream()
        .map(it -> it.decidedBy().value())
        .toList();
  }

  /** I3, I5: the history has grown by what was acknowledged, and each change has its row. */
  private void checkChampions(Path scenario, boolean done) {
    List<String> history = deciders(scenario);
    assertThat(history).endsWith("by-hand", "first").contains("heir").doesNotHaveDuplicates();
    if (done) {
      assertThat(history).contains("paused");
    }
    Champion champion = registry(scenario).champion().orElseThrow();
    registry(scenario).read(champion.version());
    List<String> rows = runs(scenario, PromotionRow.TABLE);
    assertThat(rows).contains("first", "by-hand", "heir").doesNotHaveDuplicates();
    assertThat(history).containsAll(rows);
    assertThat(finished(scenario)).contains("heir");
    if (done) {
      assertThat(rows).contains("paused");
      assertThat(finished(scenario)).contains("paused");
    }
  }

  private void checkVersions(Path scenario, boolean done) {
    List<VersionManifest> versions = registry(scenario).versions();
    versions.forEach(version -> registry(scenario).read(version.version()));
    List<String> runs = versions.stream().map(it -> it.run().runId().value()).toList();
    assertThat(runs).startsWith("first", "second", "third").contains("fifth");
    assertThat(runs).doesNotHaveDuplicates().hasSizeLessThan(6);
    if (done) {
      assertThat(runs).contains("fourth");
    }
  }

  private void checkRetrained(Path scenario) {
    List<VersionManifest> versions = registry(scenario).versions();
    assertThat(versions)
        .extracting(it -> it.run().runId().value())
        .containsExactly("first", "second", "third", "candidate");
    versions.forEach(version -> registry(scenario).read(version.version()));
    assertThat(deciders(scenario)).containsExactly("candidate", "by-hand", "first");
    assertThat(rows(scenario, PromotionRow.TABLE, "run_id = 'candidate'"))
        .singleElement()
        .satisfies(row -> assertThat(row.<String>getAs("decision")).isEqualTo("PROMOTED"));
    assertThat(finished(scenario)).contains("candidate");
  }

  /** I6: every row once. */
  private void checkRows(Path scenario) {
    for (Table<?> table : List.of(MetricRow.TABLE, ParamRow.TABLE, PromotionRow.TABLE)) {
      assertThat(counts(scenario, table)).isEqualTo(counts(template, table));
    }
    assertThat(runs(scenario, RunRow.TABLE)).containsAll(runs(template, RunRow.TABLE));
    assertThat(finished(scenario)).contains("heir");
  }

  private void checkExport(Path scenario, boolean done) {
    List<String> runs =
        LocalSpark.session()
            .read()
            .parquet(scenario.resolve("export/runs.parquet").toString())
            .select("run_id")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(runs).contains("by-hand").doesNotHaveDuplicates();
    if (done) {
      assertThat(runs).contains("first");
    }
    assertThat(scenario.resolve("export").toFile().list())
        .allMatch(name -> name.endsWith(".parquet"));
  }

  private static List<Row> rows(Path scenario, Table<?> table, String filter) {
    Store store = Store.open(storeIn(scenario).toString(), new Configuration());
    return TableReader.read(LocalSpark.session(), store, table).filter(filter).collectAsList();
  }

  private static Path storeIn(Path scenario) {
    return Files.exists(scenario.resolve("store")) ? scenario.resolve("store") : scenario;
  }

  private static List<String> runs(Path scenario, Table<?> table) {
    return rows(scenario, table, "true").stream().map(row -> row.<String>getAs("run_id")).toList();
  }

  private static Map<String, Long> counts(Path scenario, Table<?> table) {
    return runs(scenario, table).stream()
        .collect(Collectors.groupingBy(run -> run, Collectors.counting()));
  }

  private static List<String> finished(Path scenario) {
    return rows(scenario, RunRow.TABLE, "status = '" + RunStatus.FINISHED + "'").stream()
        .map(row -> row.<String>getAs("run_id"))
        .toList();
  }
}
