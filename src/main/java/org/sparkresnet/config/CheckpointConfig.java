package org.sparkresnet.config;

/**
 * Keys checkpoint.*.
 *
 * @param everyIterations a checkpoint follows the round that reaches a multiple of it
 * @param keep checkpoints that stay, the newest ones
 */
public record CheckpointConfig(long everyIterations, int keep) {
  static CheckpointConfig of(Settings settings) {
    return new CheckpointConfig(
        settings.longInteger("checkpoint.every-iterations", Rule.atLeast(1)),
        settings.integer("checkpoint.keep", Rule.atLeast(1)));
  }
}
