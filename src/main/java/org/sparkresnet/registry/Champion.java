package org.sparkresnet.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import org.sparkresnet.common.JsonFields;
import org.sparkresnet.store.RunId;

/**
 * A version that was made the champion.
 *
 * @param sha256 of its model file
 * @param runId the run that trained it
 * @param since when it was made the champion
 * @param decidedBy the run that made it so
 */
public record Champion(
    ModelVersion version,
    String sha256,
    RunId runId,
    Instant since,
    RunId decidedBy,
    Decision decision) {

  public Champion {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(sha256, "model_sha256");
    Objects.requireNonNull(runId, "run_id");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(decidedBy, "decided_by");
    Objects.requireNonNull(decision, "decision");
  }

  void putInto(ObjectNode json) {
    json.put("version", version.toString());
    json.put("model_sha256", sha256);
    json.put("run_id", runId.value());
    json.put("since", since.toString());
    json.put("decided_by", decidedBy.value());
    decision.putInto(json.putObject("decision"));
  }

  static Champion of(String origin, JsonFields json) {
    return new Champion(
        VersionManifest.version(origin, json.string("version")),
        json.string("model_sha256"),
        new RunId(json.string("run_id")),
        VersionManifest.instant(origin, "since", json.string("since")),
        new RunId(json.string("decided_by")),
        Decision.of(json.object("decision")));
  }
}
