package org.sparkresnet.jobs;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.rows.RunRow;

/**
 * A run as the files in its folder tell of it, where its row cannot be read. The name for people
 * stands in the row alone, and of earlier versions' runs the run whose model it started from.
 * Driver only.
 *
 * @param workers that trained; 0 if not known
 * @param startedAt time of the oldest file of the run
 * @param endedAt time of the summary
 */
public record RestoredRun(
    Manifest manifest,
    RunStatus status,
    int workers,
    Instant startedAt,
    Optional<Instant> endedAt,
    Optional<String> error) {

  /** Reads the files of a run; empty if it has no manifest. */
  public static Optional<RestoredRun> of(Store store, RunId run) {
    return Manifest.ofRun(store, run).map(manifest -> of(store, manifest));
  }

  private static RestoredRun of(Store store, Manifest manifest) {
    RunId run = manifest.runId();
    Optional<Summary> summary = Summary.ofRun(store, run);
    return new RestoredRun(
        manifest,
        summary.map(Summary::status).orElse(RunStatus.RUNNING),
        workers(manifest).or(() -> summary.map(Summary::workers)).orElse(0),
        oldest(store, run),
        store.status(store.summary(run)).map(RestoredRun::time),
        summary.flatMap(Summary::error));
  }

  /** A run of which the registry has a copy, for one whose folder was removed. */
  public static RestoredRun of(VersionManifest version) {
    return new RestoredRun(
        version.run(),
        RunStatus.FINISHED,
        workers(version.run()).orElse(0),
        version.registeredAt(),
        Optional.of(version.registeredAt()),
        Optional.empty());
  }

  private static Optional<Integer> workers(Manifest manifest) {
    return manifest.training().map(Manifest.Training::workers);
  }

  private static Instant oldest(Store store, RunId run) {
    List<Path> files = List.of(store.config(run), store.manifest(run));
    return Stream.concat(
            files.stream().flatMap(file -> store.status(file).stream()),
            store.list(store.journal(run)).stream())
        .map(RestoredRun::time)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static Instant time(FileStatus file) {
    return Instant.ofEpochMilli(file.getModificationTime());
  }

  /** The row of the table runs, with the run's id as its name for people. */
  public RunRow row() {
    return RunRow.of(
        manifest.runId().value(),
        status,
        startedAt,
        endedAt,
        manifest,
        workers,
        manifest.training().flatMap(Manifest.Training::parentRunId),
        error);
  }
}
