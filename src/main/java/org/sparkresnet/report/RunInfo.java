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
 * What a run was: its row in the table of runs.
 *
 * @param name a name for people
 * @param endedAt empty while it runs or is paused
 * @param workers 0 for a command that does not train
 * @param error one line; empty unless the run failed
 * @param dataSha256 fingerprint of its data; empty if none was read
 * @param config the resolved configuration
 * @param provenance where it came from and on what it ran, in the order to show
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
    SortedMap<String, String> config,
    List<NamedValue> provenance) {

  public RunInfo {
    Objects.requireNonNull(id, "run_id");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(endedAt, "ended_at");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(dataSha256, "data_sha256");
    config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
    provenance = List.copyOf(provenance);
  }

  /** Such as ResNet-20 or Plain-56; the run's name if its configuration does not say. */
  String network() {
    String depth = config.get("model.depth");
    return depth == null
        ? name
        : ("false".equals(config.get("model.residual")) ? "Plain-" : "ResNet-") + depth;
  }
}
