package org.sparkresnet.tables.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.RunRow;

/** Judge of which runs' rows may be merged with others': runs on which nobody works. */
final class MergeableRuns {
  /** Many leases of a lock, and more than clocks differ. */
  private static final Duration LONGEST_SILENCE = Duration.ofDays(1);

  private final StoreWriter writer;
  private final Store store;
  private final Map<String, Started> known = new HashMap<>();

  /** Row of the table {@code runs}, as far as it is needed. */
  private record Started(String runId, String command, RunStatus status, Instant startedAt) {
    static final TableView<Started> VIEW = TableView.of(RunRow.TABLE, Started.class);

    /**
     * Tells whether the run works, or may be continued: one of another command that is RUNNING and
     * has no job was killed.
     */
    boolean goesOn() {
      return status == RunStatus.RUNNING
          && RunCommand.of(command).map(RunCommand::goesOn).orElse(true);
    }
  }

  /** Reads the table runs; one Spark job. */
  MergeableRuns(SparkSession spark, StoreWriter writer) {
    this.writer = writer;
    this.store = writer.store();
    MovedRows.reading(() -> Started.VIEW.list(TableReader.read(spark, store, RunRow.TABLE)))
        .forEach(run -> known.put(run.runId(), run));
  }

  /** The month in which a run began; of one without a row, in which its file was written. */
  YearMonth month(String run, FileStatus file) {
    Instant began =
        Optional.ofNullable(known.get(run))
            .map(Started::startedAt)
            .orElseGet(() -> Instant.ofEpochMilli(file.getModificationTime()));
    return YearMonth.from(began.atZone(ZoneOffset.UTC));
  }

  /** Tells whether a run has ended, or was killed and does not go on. */
  boolean isOver(String run) {
    return !isBusy(run) && (!known.containsKey(run) || !known.get(run).goesOn());
  }

  /**
   * Tells whether a job works on a run. A holder of its lock that was silent for so long died with
   * it. A sign from so far in the future is one of a wrong clock, and would keep the run for ever.
   */
  boolean isBusy(String run) {
    Instant now = Instant.now();
    return store
        .lastSign(store.run(new RunId(run)))
        .filter(sign -> Duration.between(sign, now).abs().compareTo(LONGEST_SILENCE) < 0)
        .isPresent();
  }

  /** Makes sure that nobody works on a run: a job that was paused for a day changes nothing. */
  boolean isFree(String run) {
    return !isBusy(run) && writer.fence(new RunId(run));
  }
}
