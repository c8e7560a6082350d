package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The law of the interval where candidates are started from the champion: it holds for all models
 * of a line at once with 95 % probability. All models truly have 90 % of all images right, and a
 * candidate has the champion's answer to 85 % of them.
 */
class InheritedLuckTest {
  private static final int SERIES = 400;
  private static final int NIGHTS = 40;
  private static final int IMAGES = 10_000;
  private static final double TRUTH = 0.9;
  private static final double OWN = 0.15;
  private static final double MARGIN = 0.002;

  private record Model(int correct, int earlier, int ancestors) {}

  /** Models of a line under the policy fixed, from its first one. */
  private static List<Model> line(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Model> line = new ArrayList<>();
    Model champion = new Model(count(random, IMAGES, TRUTH), 0, 0);
    line.add(champion);
    for (int night = 1; night <= NIGHTS; night++) {
      int only = count(random, IMAGES - champion.correct, OWN * TRUTH);
      int lost = count(random, champion.correct, OWN * (1 - TRUTH));
      Model candidate = new Model(champion.correct + only - lost, night, champion.ancestors + 1);
      line.add(candidate);
      if (McNemar.worseBy(MARGIN, only, lost, IMAGES) <= 0.05) {
        champion = candidate;
      }
    }
    return line;
  }

  private static int count(SplittableRandom random, int of, double share) {
    int count = 0;
    for (int i = 0; i < of; i++) {
      count += random.nextDouble() < share ? 1 : 0;
    }
    return count;
  }

  private static boolean holds(HonestAccuracy accuracy) {
    return accuracy.low() <= TRUTH && TRUTH <= accuracy.high();
  }

  private static HonestAccuracy ofItsSeed(Model model) {
    return new HonestAccuracy(NIGHTS + 1, IMAGES, model.correct);
  }

  private static HonestAccuracy ofItsLine(Model model) {
    return new HonestAccuracy(
        NIGHTS + 1,
        Optional.of(new Descent(model.earlier, model.ancestors)),
        IMAGES,
        model.correct);
  }

  @Test
  void theIntervalsOfAllModelsOfALineHoldAtOnce() {
    List<List<Model>> lines = IntStream.range(0, SERIES).mapToObj(seed -> line(seed)).toList();
    assertThat(
            lines.stream().filter(line -> line.stream().allMatch(model -> holds(ofItsLine(model)))))
        .hasSizeGreaterThanOrEqualTo(SERIES * 95 / 100);
    assertThat(
            lines.stream().filter(line -> line.stream().allMatch(model -> holds(ofItsSeed(model)))))
        .as("by the number of looks alone")
        .hasSizeLessThan(SERIES * 3 / 4);
  }
}
