package org.sparkresnet.exchange;

import java.io.Serializable;

/**
 * Identity of one attempt of a segment. Weights of an attempt that Spark gave up never meet those
 * of the next.
 *
 * @param segment number of the segment in its application
 * @param stageAttempt attempt of its stage, from 0
 */
public record Attempt(long segment, int stageAttempt) implements Serializable {}
