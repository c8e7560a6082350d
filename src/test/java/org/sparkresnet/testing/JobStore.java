package org.sparkresnet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.functions;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.retrain.RegisterJob;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.rows.RunRow;

/** Store of a test, for jobs on the shared local Spark, with all that they told. */
public final class JobStore {
  /** Real images, few enough to train on in a second. */
  public static final Path SLICE = Path.of("src/test/resources/cifar10-slice");

  /** Run of {@link #withChampion}. */
  public static final String FIRST = "first";

  private final Path folder;
  private final List<String> told = new ArrayList<>();
  private final JobContext context;

  private JobStore(Path folder) {
    this.folder = folder;
    this.context = context(line -> {});
  }

  private static JobListener listener(List<String> told, Consumer<String> onNote) {
    return new JobListener() {
      @Override
      public void note(String line) {
        told.add(line);
        onNote.accept(line);
      }

      @Override
      public void warning(String line) {
        told.add("warning: " + line);
      }
    };
  }

  /** Store in a folder, which need not be there. */
  public static JobStore in(Path folder) {
    return new JobStore(folder);
  }

  /** Store in which a first retraining has made its run {@link #FIRST} version 1, the champion. */
  public static JobStore withChampion(Path folder) {
    try {
      Path made = MadeOnce.folder("champion", JobStore::makeChampion);
      FileUtils.copyDirectory(made.toFile(), folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new JobStore(folder);
  }

  private static void makeChampion(Path store) throws IOException {
    new RetrainJob(new JobStore(store).context())
        .run(RetrainRequest.nightly(config(), "the first").named(new RunId(FIRST)));
  }

  /** Configuration of a training on the slice that takes a second. */
  public static JobConfig config(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.path=" + SLICE,
                "model.depth=8",
                "train.epochs=1",
                "train.workers=2",
                "train.batch-size=32",
                "registry.margin=0.5",
                "registry.max-recall-drop=1",
                "registry.floor=0.05"));
    all.addAll(List.of(more));
    return JobConfig.load(null, all);
  }

  /** A copy of the slice, to be altered. */
  public static Path copyOfSlice(Path folder) throws IOException {
    FileUtils.copyDirectory(SLICE.toFile(), folder.toFile());
    return folder;
  }

  /** A copy of the slice whose first training file ends within a record. */
  public static Path badSlice(Path folder) throws IOException {
    Files.write(copyOfSlice(folder).resolve("data_batch_1.bin"), new byte[100]);
    return folder;
  }

  public JobContext context() {
    return context;
  }

  /**
   * Context of jobs at whose notes something happens.
   *
   * @param onNote is given each note once it is told; what it throws, the job's listener throws
   */
  public JobContext context(Consumer<String> onNote) {
    return JobContext.on(LocalSpark.session(), folder.toString(), listener(told, onNote));
  }

  /** Adds a run that differs from another one in its name alone. */
  public void copyRun(String from, String to) throws IOException {
    Path copy = path("runs/" + to);
    FileUtils.copyDirectory(path("runs/" + from).toFile(), copy.toFile());
    Path manifest = copy.resolve("manifest.json");
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"" + from + "\"", "\"" + to + "\""));
  }

  /**
   * Adds version 2, which is no champion: the model of {@link #FIRST} as that of a run "second".
   */
  public void registerSecond() throws IOException {
    copyRun(FIRST, "second");
    new RegisterJob(context.locks(config()), context.listener()).run(config(), new RunId("second"));
  }

  /** A file or folder of the store. */
  public Path path(String name) {
    return folder.resolve(name);
  }

  /**
   * Gives a key of the configuration in a manifest a value that this build refuses, as another
   * build may write one.
   */
  public void refuseEpochs(String manifest) throws IOException {
    Path file = path(manifest);
    String whole = Files.readString(file);
    Files.writeString(file, whole.replace("\"train.epochs\" : \"1\"", "\"train.epochs\" : \"[\""));
    assertThat(file).content().isNotEqualTo(whole);
  }

  /** The file that has the rows of a run in a table. */
  public Path rowFile(String table, String run) {
    return StoredTables.rowFile(folder, table, run);
  }

  /** What jobs told, a line each. */
  public List<String> told() {
    return told;
  }

  /** Row of a run in the table runs. */
  public Optional<RunRow> row(String run) {
    return rows(RunRow.TABLE, run).stream().findFirst();
  }

  /** Requires that a run has failed, with one line of reason in the table runs. */
  public RunRow requireFailed(String run, String command, String reason) {
    RunRow row = row(run).orElseThrow();
    assertThat(row.status()).isEqualTo(RunStatus.FAILED);
    assertThat(row.command()).isEqualTo(command);
    assertThat(row.error().orElseThrow()).startsWith(reason).hasLineCount(1);
    assertThat(row.endedAt().orElseThrow()).isAfterOrEqualTo(row.startedAt());
    return row;
  }

  /** Rows of a run in a table. */
  public <R extends Record> List<R> rows(Table<R> table, String run) {
    return TableReader.read(context.spark(), context.store(), table)
        .filter(functions.col(Table.RUN_ID).equalTo(run))
        .collectAsList()
        .stream()
        .map(table::fromSpark)
        .toList();
  }

  /** Rows of a run in a table; those of other runs are not read. */
  public <R extends Record> List<R> rowsOf(Table<R> table, RunId run) {
    return TableReader.ofRun(context.spark(), context.store(), table, run).collectAsList().stream()
        .map(table::fromSpark)
        .toList();
  }

  /** Names of the runs that have a row in the table runs, sorted. */
  public List<String> runs() {
    return TableReader.read(context.spark(), context.store(), RunRow.TABLE)
        .select(Table.RUN_ID)
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}
