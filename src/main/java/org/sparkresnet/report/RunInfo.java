package org.sparkresnet.report;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;

/**
 * Row of a run in the table of runs.
 *
 * @param name of the run, for people
 * @param endedAt time of the end; empty for a running or paused run
 * @param workers 0 for a command that does not train
 * @param error one line; empty unless the run failed
 * @param dataSha256 fingerprint of its data; empty if none was read
 * @param networkName name of the network, such as ResNet-20 or Plain-56; empty if its configuration
 *     has no depth
 * @param config the resolved configuration
 * @param provenance versions and machine of the run, in the order to show
 * @param unfinished state of a training that has not ended
 */
public record RunInfo(
    RunId id,
    String name,
    String command,
    RunStatus status,
    Instant startedAt,
    Optional<Instant> endedAt,
    int workers,
    Optional<String> error,
    Optional<String> dataSha256,
    Optional<String> networkName,
    SortedMap<String, String> config,
    List<NamedValue> provenance,
    Optional<Unfinished> unfinished) {
  /** A named value to show, such as the Java version that a run used. */
  public record NamedValue(String name, String value) {}

  public RunInfo {
    Objects.requireNonNull(id, "run_id");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(endedAt, "ended_at");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(dataSha256, "data_sha256");
    Objects.requireNonNull(networkName, "network");
    Objects.requireNonNull(unfinished, "unfinished");
    config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
    provenance = List.copyOf(provenance);
  }

  /** Name of the network; the run's name if the network is not known. */
  String network() {
    return networkName.orElse(name);
  }
}
