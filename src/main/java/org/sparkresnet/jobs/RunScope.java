package org.sparkresnet.jobs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.kernels.NativeFailure;
import org.sparkresnet.replica.SparkProcess;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.MergedRows;
import org.sparkresnet.tables.TableDamage;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.tables.upkeep.TablesPreparation;

/**
 * Life of a run in the store: its lock, the store that the lock guards, and its row in the table
 * runs. A run that fails leaves a FAILED row with the reason, whatever the command. Two rows are
 * not replaced by a failure: that of a run whose lock is another job's, and, before {@link #begin},
 * that of an earlier attempt that has finished or can go on. A run that was paused, or stopped by a
 * signal, stays RUNNING. Driver only.
 */
public final class RunScope {
  private final JobContext context;
  private final LockedStore locked;
  private final RunCommand command;
  private final String name;
  private final WrittenRows written = new WrittenRows();
  private RunId run;
  private Manifest manifest;
  private Instant startedAt;
  private Optional<RunId> parent = Optional.empty();
  private int workers;
  private Optional<StoredRun> earlier;
  private List<String> mended = List.of();
  private boolean resumable;
  private boolean begun;
  private boolean ended;

  /** Work of a job inside the scope. */
  @FunctionalInterface
  public interface Work<R> {
    /** Does the work; whatever it throws makes the run a failed one. */
    R in(RunScope scope) throws IOException;
  }

  private RunScope(
      JobContext context, JobConfig config, RunLabel label, RunId run, LockedStore locked) {
    this.earlier = RunIds.requireOf(label.command(), run, context.spark(), context.store());
    this.context = context;
    this.locked = locked;
    this.startedAt = context.start().moment();
    this.command = label.command();
    this.name = label.name();
    this.run = run;
    this.manifest = Manifests.of(run, command, config, LayerSet.STOCK, context.spark());
  }

  /**
   * Runs a job's work under the lock of its run.
   *
   * @throws UserError of code LOCKED if another job works on the run, of code USAGE if the run id
   *     is one of another command, of code STORAGE if the store cannot be written
   */
  public static <R> R of(
      JobContext context, JobConfig config, RunLabel label, RunId run, Work<R> work)
      throws IOException {
    context.locks(config).requireWritable();
    try (LockedStore locked = context.locks(config).forRun(run)) {
      return under(locked, context, config, label, run, work);
    }
  }

  /**
   * Runs a job's work under a lock that the caller holds and releases.
   *
   * @throws UserError of code USAGE if the run id is one of another command
   */
  public static <R> R under(
      LockedStore locked,
      JobContext context,
      JobConfig config,
      RunLabel label,
      RunId run,
      Work<R> work)
      throws IOException {
    completeMoves(context, locked.writer());
    return SparkJobNames.of(
        context.spark().sparkContext(),
        label.command().label() + " " + run,
        "run " + run,
        () -> within(new RunScope(context, config, label, run, locked), work));
  }

  private static void completeMoves(JobContext context, StoreWriter writer) {
    MergedRows.Moves moves = TablesPreparation.completeMoves(context.spark(), writer);
    for (Path folder : moves.completed()) {
      context
          .listener()
          .note(
              HumanText.path(folder) + ": rows were being moved when a job was stopped; completed");
    }
    if (!moves.unknown().isEmpty()) { // rows of new runs go beside it
      context.listener().warning(TableDamage.text(context.store(), moves.unknown()));
    }
  }

  private static <R> R within(RunScope scope, Work<R> work) throws IOException {
    try {
      scope.mended = TablesPreparation.of(scope.writer());
      if (!scope.mended.isEmpty()) {
        scope.context.listener().warning(writtenAnew(scope.mended));
      }
      return work.in(scope);
    } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
      Throwable lost = scope.locked.reasonFor(e);
      Throwable reason =
          NativeFailure.in(lost, SparkProcess.DRIVER).map(it -> (Throwable) it).orElse(lost);
      scope.fail(reason);
      if (reason instanceof UserError error) {
        throw error;
      }
      throw e;
    }
  }

  private static String writtenAnew(List<String> damages) {
    return damages.get(0)
        + (damages.size() == 1
            ? ": it has no rows and was written anew"
            : ", and %d more: they have no rows and were written anew"
                .formatted(damages.size() - 1));
  }

  /** Moment at which the run began: of the first one of a process, before Spark was started. */
  public Instant startedAt() {
    return startedAt;
  }

  /** Name of the run. */
  public RunId run() {
    return run;
  }

  /** Store, for reading. */
  public Store store() {
    return context.store();
  }

  /** Writer of the run's files, guarded by the lock. */
  public StoreWriter writer() {
    return locked.writer();
  }

  /** Damaged files without rows that were written anew before the work, in words. */
  public List<String> mended() {
    return mended;
  }

  /** Writer of the run's rows, guarded by the lock. */
  public TableWriter tables() {
    return new TableWriter(context.spark(), writer());
  }

  /** Rows that the job has written, as far as its report needs them. */
  public WrittenRows written() {
    return written;
  }

  /** Tells whether another process has taken over the lock, and the run with it. */
  public boolean isLost() {
    return locked.isLost();
  }

  /**
   * Tells whether a failure is to leave no trace: another process has the run, or this process
   * ends, or Spark was stopped, and the run can go on.
   */
  public boolean cannotFail() {
    return isLost() || context.isEnding();
  }

  /** Requires that the lock is not known to be lost; cheap enough for every round. */
  public void requireNotLost() {
    locked.requireNotLost();
  }

  /** Gives the run its name, which follows from the data, before anything of it is stored. */
  public void rename(RunId newRun) {
    earlier = RunIds.requireOf(command, newRun, context.spark(), context.store());
    run = newRun;
    manifest = manifest.withRunId(newRun);
    SparkJobNames.rename(context.spark().sparkContext(), "run " + newRun);
  }

  /** Says that an attempt that fails before {@link #begin} leaves a RUNNING row as it is. */
  public void resumable() {
    resumable = true;
  }

  /** Goes on with the run as the store has it: what fails from now on replaces its row. */
  public void reopen() {
    continueEarlier();
    begun = true;
  }

  /** Run as an earlier attempt left it. */
  public Optional<StoredRun> earlier() {
    return earlier;
  }

  /** Provenance of the run, as far as it is known. */
  public Manifest manifest() {
    return manifest;
  }

  /** Replaces the provenance, for the rows that follow. */
  public void describe(Manifest newManifest) {
    manifest = newManifest;
  }

  /** Stores the provenance beside the run's files, as it is known now. */
  public void storeManifest() {
    writer().writeAtomically(store().manifest(run), manifest.toJson());
  }

  /** Sets the number of workers that train; 0, the default, for a command that trains nothing. */
  public void workers(int count) {
    workers = count;
  }

  /** Sets the run whose model this one starts from. */
  public void parent(Optional<RunId> newParent) {
    parent = newParent;
  }

  /** Takes over the moment at which an earlier attempt of the run began. */
  public void continueEarlier() {
    startedAt = earlier.map(StoredRun::startedAt).orElse(startedAt);
  }

  /**
   * Writes the row of a run that works. Where a command that does not go on is repeated under the
   * id of a run that has finished, the row stays until the repetition has finished too: the other
   * rows are still those of the finished run.
   */
  public void begin() {
    if (!resumable && isKept()) {
      return;
    }
    begun = true;
    write(writer(), RunStatus.RUNNING, Optional.empty());
  }

  /**
   * Writes the row of a run that ended well: the last of the run's rows. If the work fails after
   * this, as when a summary cannot be written, the row becomes FAILED.
   */
  public void finish() {
    begun = true;
    write(writer(), RunStatus.FINISHED, Optional.empty());
  }

  /** Row of the run in a state. */
  public RunRow row(RunStatus status, Optional<String> error) {
    return RunRow.of(
        name,
        status,
        startedAt,
        status == RunStatus.RUNNING ? Optional.empty() : Optional.of(Instant.now()),
        manifest,
        workers,
        parent,
        error);
  }

  /** Leaves the row as it is from now on, also if something fails. */
  public void keepRow() {
    ended = true;
  }

  /**
   * Writes the row of a run that failed, as far as the store lets it; what fails in that is added
   * to the failure, which stays the one that counts. A second call does nothing.
   */
  public void fail(Throwable failure) {
    if (ended || cannotFail() || (!begun && isKept())) {
      return;
    }
    ended = true;
    attempt(
        failure,
        () -> {
          if (!begun && resumable) {
            restoreEarlier();
          }
        });
    attempt(
        failure,
        () -> write(impatient(), RunStatus.FAILED, Optional.of(Failure.of(failure).reason())));
  }

  /** An earlier attempt's row stays: it has finished, or can go on. */
  private boolean isKept() {
    return earlier
        .map(StoredRun::status)
        .filter(
            status -> status == RunStatus.FINISHED || (resumable && status == RunStatus.RUNNING))
        .isPresent();
  }

  /** A run that can go on and fails again before it went on keeps what its row said of it. */
  private void restoreEarlier() {
    earlier.ifPresent(
        run -> {
          startedAt = run.startedAt();
          workers = run.workers();
          Manifest.ofRun(context.store(), this.run).ifPresent(this::describe);
          parent = manifest.training().flatMap(Manifest.Training::parentRunId);
        });
  }

  /** Writer for the steps after a failure: what cannot be written was waited for already. */
  public StoreWriter impatient() {
    return writer().retrying(Duration.ZERO);
  }

  /** Does a step after a failure; what fails in it is added to the failure. */
  public static void attempt(Throwable failure, Runnable step) {
    try {
      step.run();
    } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
      if (e != failure) {
        failure.addSuppressed(e);
      }
    }
  }

  private void write(StoreWriter target, RunStatus status, Optional<String> error) {
    context.start().take();
    new TableWriter(context.spark(), target)
        .replace(RunRow.TABLE, run, List.of(row(status, error)));
  }
}
