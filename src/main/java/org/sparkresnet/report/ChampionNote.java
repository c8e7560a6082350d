package org.sparkresnet.report;

import java.time.Instant;
import java.util.Optional;
import org.sparkresnet.store.RunId;

/**
 * The champion that a run is compared with.
 *
 * @param model name of the model in the registry
 * @param version such as v000007
 * @param run that trained it
 * @param verdict what the promotion policy says of the run as candidate; empty if it cannot
 */
public record ChampionNote(
    String model, String version, RunId run, Instant since, Optional<String> verdict) {}
