package org.sparkresnet.plan;

import org.sparkresnet.common.UserError;
import org.sparkresnet.exchange.ExchangeSettings;

/**
 * How rounds are executed on Spark. No bit of a result depends on it.
 *
 * @param limit decides where the workers' weights are averaged when a round is a job
 * @param segmentSeconds work after which a segment ends at the latest
 * @param observesExamples whether the workers report the network's outputs for each example
 */
public record RoundExecution(
    RoundsMode mode,
    CollectLimit limit,
    int segmentSeconds,
    ExchangeSettings exchange,
    boolean observesExamples) {
  /** Most rounds of a segment: the driver holds a report of each worker for each. */
  public static final int MOST_ROUNDS = 1000;

  /** An execution without outputs for each example. */
  public RoundExecution(
      RoundsMode mode, CollectLimit limit, int segmentSeconds, ExchangeSettings exchange) {
    this(mode, limit, segmentSeconds, exchange, false);
  }

  /** Checks the ranges. */
  public RoundExecution {
    require(segmentSeconds >= 1, "train.segment-seconds must be at least 1", segmentSeconds);
    require(
        exchange.timeoutSeconds() >= 1,
        "train.exchange.timeout-seconds must be at least 1",
        exchange.timeoutSeconds());
    require(
        exchange.port() == 0 || (exchange.port() >= 1024 && exchange.port() <= 65_535),
        "train.exchange.port must be 0 or between 1024 and 65535",
        exchange.port());
  }

  private static void require(boolean holds, String rule, int value) {
    if (!holds) {
      throw UserError.usage(rule + ", cannot be: " + value);
    }
  }

  /** The same with another mode. */
  public RoundExecution with(RoundsMode other) {
    return new RoundExecution(other, limit, segmentSeconds, exchange, observesExamples);
  }

  /** The same with outputs for each example, or without. */
  public RoundExecution observing(boolean examples) {
    return new RoundExecution(mode, limit, segmentSeconds, exchange, examples);
  }
}
