package org.sparkresnet.jobs.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PartingTest {
  /** Trace of rounds that end at iterations, with the same loss at each. */
  private static Trace rounds(long... ends) {
    SortedMap<Long, Trace.Loss> losses = new TreeMap<>();
    for (long end : ends) {
      losses.put(end, new Trace.Loss(0, 1.0 / end));
    }
    return new Trace(new TreeMap<>(), losses);
  }

  @Test
  void theLastRoundOfAShorterTrainingEndsWhereItsIterationsDo() {
    Trace shorter = rounds(7_974, 7_990, 8_000);
    Trace longer = rounds(7_974, 7_990, 8_006, 8_022);
    assertThat(Parting.between(shorter, longer).isNone()).isTrue();
    assertThat(Parting.between(longer, shorter).isNone()).isTrue();
  }

  @Test
  void aRoundThatEndsElsewhereBeforeTheLastIsAParting() {
    assertThat(Parting.between(rounds(4, 8, 12), rounds(4, 7, 12)).round().orElseThrow().text())
        .isEqualTo(
            "in epoch 1, from iteration 4 to 7, only one of them has a round that ends there");
  }

  @Test
  void anotherLossInTheLastRoundOfTheShorterIsAParting() {
    Trace other = rounds(4, 8, 12);
    other.losses().put(8L, new Trace.Loss(0, 2));
    assertThat(Parting.between(rounds(4, 8), other).round().orElseThrow().end()).isEqualTo(8);
  }
}
