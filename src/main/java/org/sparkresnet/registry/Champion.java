package org.sparkresnet.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.Objects;
import org.sparkresnet.store.RunId;

/**
 * A version that was made the champion.
 *
 * @param sha256 of its model file
 * @param runId the run that trained it
 * @param since when it was made the champion
 * @param decidedBy the run that made it so
 */
@JsonPropertyOrder({"version", "model_sha256"})
public record Champion(
    ModelVersion version,
    @JsonProperty("model_sha256") String sha256,
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
}
