package org.sparkresnet.jobs.retrain;

import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.ModelVersion;

/**
 * Champion after a change by hand.
 *
 * @param model name of the model
 * @param changed tells whether this run made it the champion; it was already, otherwise
 * @param accuracy on the test images, if known
 * @param before champion before it; empty if it is the first, or was the champion already
 */
public record ChangeResult(
    String model,
    Champion champion,
    boolean changed,
    OptionalDouble accuracy,
    Optional<ModelVersion> before) {}
