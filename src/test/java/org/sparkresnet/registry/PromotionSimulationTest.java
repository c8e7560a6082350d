package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkresnet.registry.PromotionPolicy.Form;

/** The figures of the guide's page on retraining: which candidates are promoted, and when. */
class PromotionSimulationTest {
  private static final int SERIES = 1_000;
  private static final int YEAR = 365;

  private static PromotionPolicy policy(Form form, double margin) {
    return new PromotionPolicy(form, margin, 0.05, 1, 0);
  }

  /** First promotion of each series, sorted; Integer.MAX_VALUE where there is none. */
  private static int[] nights(PromotionPolicy policy, double points, int before, int nights) {
    return IntStream.range(0, SERIES)
        .parallel()
        .map(seed -> new NightsOfCandidates(seed, points).firstPromotion(policy, before, nights))
        .map(night -> night == 0 ? Integer.MAX_VALUE : night)
        .sorted()
        .toArray();
  }

  private static double share(int[] nights, int within) {
    return Arrays.stream(nights).filter(night -> night <= within).count() / (double) SERIES;
  }

  @Test
  void print() {
    System.out.println("equal anytime " + share(nights(policy(Form.ANYTIME, 0), 0, 0, YEAR), YEAR));
    System.out.println("equal fixed " + share(nights(policy(Form.FIXED, 0), 0, 0, YEAR), YEAR));
    for (double points : new double[] {1, 1.5, 2}) {
      for (int before : new int[] {0, 30, 100, 365}) {
        long t = System.nanoTime();
        int[] n = nights(policy(Form.ANYTIME, 0), points, before, 90);
        System.out.println(
            points
                + " after "
                + before
                + ": 1 "
                + share(n, 1)
                + " 7 "
                + share(n, 7)
                + " 30 "
                + share(n, 30)
                + " 90 "
                + share(n, 90)
                + " "
                + (System.nanoTime() - t) / 1e9);
      }
    }
    assertThat(SERIES).isPositive();
  }
}
