package org.sparkresnet.jobs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableWriter;

/**
 * Rows that a job has written for its run, so that its report need not read them again: a Spark job
 * a table. Driver only.
 */
public final class WrittenRows {
  private final Map<Table<?>, List<?>> rows = new HashMap<>();

  /** Rows of a run that this process has not worked on. */
  public static WrittenRows none() {
    return new WrittenRows();
  }

  /** Replaces the run's rows in a table, and remembers them. */
  public <R extends Record> void replace(
      TableWriter writer, RunId run, Table<R> table, List<R> written) {
    writer.replace(table, run, written);
    rows.put(table, List.copyOf(written));
  }

  /** Rows of a table, in the order in which they were written; empty if the table was not. */
  @SuppressWarnings("unchecked") // replace keeps the types together
  public <R extends Record> Optional<List<R>> of(Table<R> table) {
    return Optional.ofNullable((List<R>) rows.get(table));
  }
}
