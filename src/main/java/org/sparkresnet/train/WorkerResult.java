package org.sparkresnet.train;

import java.io.Serializable;

/**
 * What a worker sends back from a round.
 *
 * @param examples images that it trained on
 * @param lossSum loss of each image, summed (the minibatch's mean loss times its size)
 * @param fitSeconds time in forward, backward and update
 * @param waitSeconds time to receive the broadcast
 * @param failedAttempts attempts of this task that failed before
 */
record WorkerResult(
    int worker,
    Weights weights,
    int examples,
    double lossSum,
    double fitSeconds,
    double waitSeconds,
    int failedAttempts)
    implements Serializable {}
