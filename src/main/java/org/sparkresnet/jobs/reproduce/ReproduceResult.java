package org.sparkresnet.jobs.reproduce;

import java.util.Optional;
import org.sparkresnet.store.RunId;

/**
 * Result of a repetition whose bits were the same.
 *
 * @param run that was repeated
 * @param again name of the repetition
 * @param epochs after which the weights were compared
 * @param rounds whose loss was compared
 * @param iterations of the repetition
 * @param paramsSha256 of the weights after the last epoch that was compared; empty if none was
 */
public record ReproduceResult(
    RunId run,
    RunId again,
    int epochs,
    long rounds,
    long iterations,
    Optional<String> paramsSha256) {}
