package org.sparkresnet.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.LabelMode;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.evaluate.ScoreJob;
import org.sparkresnet.jobs.evaluate.ScoreRequest;
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
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.testing.JobStore;

/**
 * Process that gives one command after the other to a store, at random, and notes each end in a
 * file of its own: run id, exit code and message.
 */
final class StoreWorker {
  private static final int LEASE_SECONDS = 2;
  private static final List<String> COMMANDS =
      List.of(
          "promote",
          "promote",
          "rollback",
          "register",
          "score",
          "compact",
          "clean",
          "export",
          "retrain");

  private final Path root;
  private final String name;
  private final Random random;
  private final JobContext context;

  private StoreWorker(Path root, String name) {
    this.root = root;
    this.name = name;
    this.random = new Random(name.hashCode());
    this.context =
        JobContext.on(
            SparkSession.builder().appName(name).getOrCreate(),
            root.resolve("store").toString(),
            new JobListener() {
              @Override
              public void note(String line) {}

              @Override
              public void warning(String line) {}
            });
  }

  /**
   * Works until the file {@code end} is there.
   *
   * @param arguments the folder of store and notes, and the name of this process
   */
  public static void main(String... arguments) throws IOException {
    StoreWorker worker = new StoreWorker(Path.of(arguments[0]), arguments[1]);
    Path root = worker.root;
    for (int i = 1; !Files.exists(root.resolve("end")); i++) {
      worker.giveAndNote(COMMANDS.get(worker.random.nextInt(COMMANDS.size())), i);
    }
    worker.context.spark().stop();
  }

  private void giveAndNote(String command, int number) throws IOException {
    RunId run = new RunId(command + "-" + name + "-" + number);
    String result;
    try {
      result = give(command, run);
    } catch (UserError e) {
      result = e.exitCode().code() + " " + e.getMessage();
    } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      result = "1 " + trace;
    }
    Files.writeString(
        root.resolve("notes-" + name),
        run + " " + result.replace('\n', ' ') + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static JobConfig config(String... more) {
    List<String> all = new java.util.ArrayList<>(List.of(more));
    all.add("lock.lease-seconds=" + LEASE_SECONDS);
    all.add("registry.keep=100000");
    return JobStore.config(all.toArray(String[]::new));
  }

  private String give(String command, RunId run) throws IOException {
    switch (command) {
      case "promote" ->
          new ChangeChampionJob(context)
              .promote(new ChangeRequest(config(), run, ""), anyVersion().toString());
      case "rollback" ->
          new ChangeChampionJob(context).rollback(new ChangeRequest(config(), run, ""));
      case "register" -> {
        addRun(run);
        new RegisterJob(context.locks(config()), context.listener()).run(config(), run);
      }
      case "score" ->
          new ScoreJob(context)
              .run(
                  new ScoreRequest(
                      config(),
                      run,
                      "champion",
                      List.of(JobStore.SLICE.resolve("data_batch_1.bin").toString()),
                      LabelMode.YES));
      case "compact" ->
          new CompactJob(context)
              .run(new CompactRequest(config(), run, YearMonth.now(ZoneOffset.UTC).plusMonths(1)));
      case "clean" ->
          new CleanJob(context).run(new CleanRequest(config("store.keep-runs=8"), run, false));
      case "export" ->
          new ExportJob(context)
              .run(
                  new ExportRequest(
                      config(), root.resolve("export").toString(), List.of(new RunId("first"))));
      case "retrain" ->
          new RetrainJob(context)
              .run(
                  RetrainRequest.nightly(
                      config("train.seed=" + random.nextInt(2, 4)), "one of two recipes"));
      default -> throw new IllegalArgumentException(command);
    }
    return "0 ";
  }

  private ModelVersion anyVersion() {
    List<VersionManifest> versions = Registry.open(context.store(), "cifar-10").versions();
    return versions.get(random.nextInt(versions.size())).version();
  }

  /** As if it had been trained. */
  private void addRun(RunId run) throws IOException {
    Path made = root.resolve("made-" + run);
    FileUtils.copyDirectory(root.resolve("run").toFile(), made.toFile());
    for (String file : List.of("manifest.json", "summary.json")) {
      Files.writeString(
          made.resolve(file),
          Files.readString(made.resolve(file)).replace("\"first\"", "\"" + run + "\""));
    }
    Files.move(made, root.resolve("store/runs/" + run));
  }
}
