package org.sparkresnet.rounds;

import java.util.List;

/**
 * Some rounds of a run, trained one after the other.
 *
 * @param rounds at least one
 * @param state arrays after the last of them
 */
public record Advance(List<RoundResult> rounds, SharedState state) {}
