package org.sparkresnet.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.tables.rows.RunRow;

/**
 * Contents of a store as its users see them, without times, so that two stores can be compared.
 *
 * @param rows numbers of rows, by table and run
 * @param states status and SHA-256 of the trained parameters, by run
 * @param versions run of each version, in order
 * @param champions versions that were champion, the latest first
 */
record StoreContents(
    SortedMap<String, SortedMap<String, Long>> rows,
    SortedMap<String, String> states,
    List<String> versions,
    List<String> champions) {

  /** Reads all of it; every model must have the SHA-256 of its version, and no row may be twice. */
  static StoreContents of(JobContext context) {
    Store store = context.store();
    SortedMap<String, SortedMap<String, Long>> rows = new TreeMap<>();
    SortedMap<String, String> states = new TreeMap<>();
    for (Table<?> table : ResultTables.ALL) {
      SortedMap<String, Long> counts = new TreeMap<>();
      List<Row> all = TableReader.read(context.spark(), store, table).collectAsList();
      for (Row row : all) {
        counts.merge(row.getAs(Table.RUN_ID), 1L, Long::sum);
        if (table.equals(RunRow.TABLE)) {
          states.put(row.getAs(Table.RUN_ID), row.getAs("status"));
        }
      }
      if (new HashSet<>(all).size() != all.size()) {
        throw new AssertionError("rows of table " + table.name() + " are there twice");
      }
      rows.put(table.name(), counts);
    }
    for (Map.Entry<String, String> state : states.entrySet()) {
      Summary.ofRun(store, new RunId(state.getKey()))
          .flatMap(Summary::paramsSha256)
          .ifPresent(sha256 -> state.setValue(state.getValue() + " " + sha256));
    }
    Registry registry = Registry.open(store, "cifar-10");
    List<VersionManifest> versions = registry.versions();
    versions.forEach(version -> registry.read(version.version()));
    return new StoreContents(
        rows,
        states,
        versions.stream().map(it -> it.version() + " " + it.run().runId()).toList(),
        registry.champions().orElseThrow().latestFirst().stream()
            .map(Champion::version)
            .map(String::valueOf)
            .toList());
  }

  /** The same without runs of commands that leave only a row in the table runs. */
  StoreContents without(String... runs) {
    SortedMap<String, SortedMap<String, Long>> fewer = new TreeMap<>();
    rows.forEach(
        (table, counts) -> {
          fewer.put(table, new TreeMap<>(counts));
          fewer.get(table).keySet().removeAll(List.of(runs));
        });
    SortedMap<String, String> others = new TreeMap<>(states);
    others.keySet().removeAll(List.of(runs));
    return new StoreContents(fewer, others, versions, champions);
  }
}
