package org.sparkresnet.config;

import java.time.Duration;
import org.sparkresnet.store.RetentionPolicy;

/**
 * Keys store.* and lock.*.
 *
 * @param lease silence after which the holder of a lock is taken for dead
 * @param retry time for which a failing write is tried again
 * @param retention choice of the runs whose folders clean removes
 */
public record StoreConfig(Duration lease, Duration retry, RetentionPolicy retention) {
  private static final int DAY = 86_400;

  static StoreConfig of(Settings settings) {
    return new StoreConfig(
        Duration.ofSeconds(settings.integer("lock.lease-seconds", Rule.between(1, DAY))),
        Duration.ofSeconds(settings.integer("store.retry-seconds", Rule.between(0, DAY))),
        new RetentionPolicy(
            settings.integer("store.keep-runs"), settings.integer("store.keep-days")));
  }
}
