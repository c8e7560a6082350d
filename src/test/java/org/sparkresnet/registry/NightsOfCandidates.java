package org.sparkresnet.registry;

import java.util.List;
import java.util.SplittableRandom;
import org.sparkresnet.cifar.ClassNames;

/**
 * Nights in which a champion meets candidates on the same 10,000 test images, simulated. Every
 * model has the same 8,100 images right and another 100 wrong; which of the other 1,800 it has
 * right is chance: one in two for the champion, so that it has some 90 % of the images right, and
 * some 900 images are discordant, as between two trainings of ResNet-20 with other seeds.
 */
final class NightsOfCandidates {
  static final int IMAGES = 10_000;
  private static final int SURE = 8_100;
  private static final int OPEN = 1_800;

  private final SplittableRandom random;
  private final double share;
  private final long[] champion;

  /**
   * @param points by which the candidates are better, in percent of all images
   */
  NightsOfCandidates(long seed, double points) {
    this.random = new SplittableRandom(seed);
    this.share = 0.5 + points / 100 * IMAGES / OPEN;
    this.champion = model(0.5);
  }

  private long[] model(double right) {
    long[] bits = new long[(OPEN + Long.SIZE - 1) / Long.SIZE];
    if (right == 0.5) {
      for (int i = 0; i < bits.length; i++) {
        bits[i] = random.nextLong();
      }
      bits[bits.length - 1] &= (1L << (OPEN % Long.SIZE)) - 1;
      return bits;
    }
    for (int i = 0; i < OPEN; i++) {
      if (random.nextDouble() < right) {
        bits[i / Long.SIZE] |= 1L << (i % Long.SIZE);
      }
    }
    return bits;
  }

  /**
   * The first night whose candidate becomes the champion, counted from 1; 0 if none of them does.
   *
   * @param before comparisons before the first of these nights
   */
  int firstPromotion(PromotionPolicy policy, int before, int nights) {
    for (int night = 1; night <= nights; night++) {
      Decision decision =
          policy.decide(
              ClassNames.CIFAR_10, comparison(model(share)), new ErrorBudget(before + night - 1));
      if (decision.outcome() == Decision.Outcome.PROMOTED) {
        return night;
      }
    }
    return 0;
  }

  private Comparison comparison(long[] candidate) {
    int candidateOnly = 0;
    int championOnly = 0;
    int both = 0;
    for (int i = 0; i < candidate.length; i++) {
      candidateOnly += Long.bitCount(candidate[i] & ~champion[i]);
      championOnly += Long.bitCount(champion[i] & ~candidate[i]);
      both += Long.bitCount(champion[i] & candidate[i]);
    }
    return new Comparison(
        List.of(
            new Comparison.ClassCounts(
                0, IMAGES, SURE + both + candidateOnly, SURE + both + championOnly)),
        candidateOnly,
        championOnly);
  }
}
