package org.sparkresnet.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.report.ExportJob;
import org.sparkresnet.jobs.report.ExportRequest;
import org.sparkresnet.jobs.retrain.ChangeChampionJob;
import org.sparkresnet.jobs.retrain.ChangeRequest;
import org.sparkresnet.jobs.retrain.RegisterJob;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.jobs.upkeep.CleanJob;
import org.sparkresnet.jobs.upkeep.CleanRequest;
import org.sparkresnet.jobs.upkeep.CompactJob;
import org.sparkresnet.jobs.upkeep.CompactRequest;
import org.sparkresnet.jobs.upkeep.RepairJob;
import org.sparkresnet.jobs.upkeep.RepairRequest;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.StoredTables;

/**
 * Commands that change a store, each for one process and for its heir, on a store that has what
 * both need: v000001 of run first, v000002 (the champion) and v000003 of copies of it, runs fourth
 * and fifth that are not registered, and run candidate, which is trained and not decided.
 */
final class StoreCommands {
  static final int LEASE_SECONDS = 2;
  private static final List<String> COPIES = List.of("second", "third", "fourth", "fifth");
  static final String KEPT_BY_HEIR = "acknowledged.txt";
  static final int PREDICTED_BY_HEIR = 7;
  private static final JobConfig CONFIG =
      JobStore.config("lock.lease-seconds=" + LEASE_SECONDS, "train.seed=2");

  private StoreCommands() {}

  /** A command by the process that is paused, or by its heir. */
  enum By {
    PAUSED,
    HEIR;

    RunId run() {
      return new RunId(name().toLowerCase(Locale.ROOT));
    }
  }

  static void makeStore(Path folder) throws IOException {
    JobStore store = JobStore.withChampion(folder);
    for (String copy : COPIES) {
      FileUtils.copyDirectory(
          store.path("runs/first").toFile(), store.path("runs/" + copy).toFile());
      for (String file : List.of("manifest.json", "summary.json")) {
        Path path = store.path("runs/" + copy + "/" + file);
        Files.writeString(path, Files.readString(path).replace("\"first\"", "\"" + copy + "\""));
      }
    }
    for (String version : List.of("second", "third")) {
      register(store.context(), version);
    }
    new ChangeChampionJob(store.context())
        .promote(new ChangeRequest(CONFIG, new RunId("by-hand"), ""), "v2");
    new RetrainJob(store.context()).run(candidate().with(RetrainRequest.Option.DRY_RUN));
  }

  private static RetrainRequest candidate() {
    return RetrainRequest.nightly(CONFIG, "night").named(new RunId("candidate"));
  }

  private static void register(JobContext context, String run) {
    new RegisterJob(context.locks(CONFIG), context.listener()).run(CONFIG, new RunId(run));
  }

  /** Folder whose lock a command holds while it changes what its heir changes too. */
  static String lockedFolder(String command) {
    return switch (command) {
      case "promote", "rollback", "register" -> "store/models/cifar-10";
      case "retrain" -> "store/models/cifar-10/retraining";
      case "compact" -> "store/tables";
      case "clean" -> "store/runs/second";
      case "repair" -> "store/runs/first";
      case "export" -> "export";
      default -> throw new IllegalArgumentException(command);
    };
  }

  /**
   * Runs a command in a scenario's folder.
   *
   * @return its exit code and its message, if it has one
   */
  static String run(SparkSession spark, String command, By by, Path scenario) {
    try {
      JobContext context =
          JobContext.on(spark, scenario.resolve("store").toString(), JobListener.SILENT);
      run(context, command, by, scenario);
      return "0 ";
    } catch (UserError e) {
      return e.exitCode().code() + " " + e.getMessage();
    } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
      java.io.StringWriter trace = new java.io.StringWriter();
      e.printStackTrace(new java.io.PrintWriter(trace));
      return "1 " + trace;
    }
  }

  private static void run(JobContext context, String command, By by, Path scenario)
      throws IOException {
    boolean isHeir = by == By.HEIR;
    ChangeRequest change = new ChangeRequest(CONFIG, by.run(), "");
    switch (command) {
      case "promote" -> new ChangeChampionJob(context).promote(change, isHeir ? "v3" : "v1");
      case "rollback" -> {
        if (isHeir) {
          new ChangeChampionJob(context).promote(change, "v3");
        } else {
          new ChangeChampionJob(context).rollback(change);
        }
      }
      case "register" -> register(context, isHeir ? "fifth" : "fourth");
      case "retrain" -> new RetrainJob(context).run(candidate());
      case "compact" ->
          new CompactJob(context)
              .run(
                  new CompactRequest(
                      CONFIG, by.run(), YearMonth.now(ZoneOffset.UTC).plusMonths(1)));
      case "clean" -> {
        if (isHeir) {
          reuse(context);
        } else {
          new CleanJob(context)
              .run(
                  new CleanRequest(
                      JobStore.config("lock.lease-seconds=" + LEASE_SECONDS, "store.keep-runs=1"),
                      by.run(),
                      false));
        }
      }
      case "repair" -> {
        if (isHeir) {
          scoreAgain(context);
        } else {
          new RepairJob(context).run(new RepairRequest(CONFIG, by.run(), true));
        }
      }
      case "export" ->
          new ExportJob(context)
              .run(
                  new ExportRequest(
                      CONFIG,
                      scenario.resolve("export").toString(),
                      List.of(new RunId(isHeir ? "by-hand" : "first"))));
      default -> throw new IllegalArgumentException(command);
    }
  }

  /** As a training under the name of a run that is removed. */
  private static void reuse(JobContext context) {
    RunId run = new RunId("second");
    try (LockedStore locked = context.locks(CONFIG).forRun(run)) {
      locked
          .writer()
          .writeAtomically(
              new org.apache.hadoop.fs.Path(context.store().run(run), KEPT_BY_HEIR), "here");
    }
  }

  /**
   * Tears the rows of a run that nothing restores; the file is another one than the template's. The
   * copies of the run go, whose rows a repair would miss.
   */
  static void tearPredictions(Path scenario) throws IOException {
    for (String copy : COPIES) {
      FileUtils.deleteDirectory(scenario.resolve("store/runs/" + copy).toFile());
    }
    Path file = StoredTables.rowFile(scenario.resolve("store"), "predictions", JobStore.FIRST);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 4;
    Files.delete(file);
    Files.write(file, bytes);
  }

  /** As a job that predicts again under the name of the run whose rows are damaged. */
  private static void scoreAgain(JobContext context) {
    RunId run = new RunId(JobStore.FIRST);
    try (LockedStore locked = context.locks(CONFIG).forRun(run)) {
      new TableWriter(context.spark(), locked.writer())
          .replace(
              PredictionRow.TABLE,
              run,
              IntStream.range(0, PREDICTED_BY_HEIR)
                  .mapToObj(
                      i ->
                          new PredictionRow(
                              "test",
                              i,
                              OptionalInt.of(3),
                              3,
                              0.75,
                              "5f".repeat(32),
                              Optional.empty(),
                              Optional.empty(),
                              OptionalLong.empty()))
                  .toList());
      locked.requireNotLost();
    }
  }

  /**
   * Runs the scenarios that a round names, all at once; to be paused by its parent.
   *
   * @param arguments the root of the scenarios; its file round-1 names those to run, and so on
   */
  public static void main(String... arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    SparkSession spark = SparkSession.builder().appName("paused").getOrCreate();
    spark.range(1).count();
    Files.createFile(root.resolve("ready"));
    for (int round = 1; ; round++) {
      Path list = root.resolve("round-" + round);
      while (!Files.exists(list)) {
        Thread.sleep(20);
      }
      List<Thread> all;
      try (Stream<String> names = Files.lines(list, StandardCharsets.UTF_8)) {
        all = names.map(name -> new Thread(() -> runPaused(spark, root.resolve(name)))).toList();
      }
      all.forEach(Thread::start);
      for (Thread one : all) {
        one.join();
      }
    }
  }

  private static void runPaused(SparkSession spark, Path scenario) {
    String name = scenario.getFileName().toString();
    try {
      String result = run(spark, name.substring(0, name.lastIndexOf('-')), By.PAUSED, scenario);
      Path aside = Files.writeString(scenario.resolve("result-aside"), result);
      Files.move(aside, scenario.resolve("result"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
