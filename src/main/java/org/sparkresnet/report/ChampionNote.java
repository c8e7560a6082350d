package org.sparkresnet.report;

import java.time.Instant;
import java.util.Optional;
import org.sparkresnet.store.RunId;

/**
 * Champion with which the report compares its run.
 *
 * @param model name of the model in the registry
 * @param version such as v000007
 * @param run run that trained the champion
 * @param since time of its promotion
 * @param verdict decision of the promotion policy if the run were a candidate; empty if it cannot
 *     decide
 */
public record ChampionNote(
    String model, String version, RunId run, Instant since, Optional<String> verdict) {}
