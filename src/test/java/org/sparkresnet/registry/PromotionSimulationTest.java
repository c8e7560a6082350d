package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkresnet.registry.PromotionPolicy.Form;
import org.sparkresnet.testing.Slow;

/** The figures of the guide's page on retraining: which candidates are promoted, and when. */
class PromotionSimulationTest {
  private static final int SERIES = 1_000;
  private static final int YEAR = 365;
  private static final double ERROR = 0.05;
  private static final PromotionPolicy ANYTIME =
      new PromotionPolicy(Form.ANYTIME, 0.01, ERROR, 1, 0);
  private static final PromotionPolicy FIXED = new PromotionPolicy(Form.FIXED, 0, ERROR, 1, 0);

  /** Candidates and what came before their first night. */
  private record Stream(double points, int before) {
    /** First promotions of so many series in so many nights; 0 where there is none. */
    int[] first(PromotionPolicy policy, int series, int nights) {
      return IntStream.range(0, series)
          .map(seed -> new NightsOfCandidates(seed, points).firstPromotion(policy, before, nights))
          .toArray();
    }
  }

  private static double share(int[] first, int within) {
    return Arrays.stream(first).filter(night -> night > 0 && night <= within).count()
        / (double) first.length;
  }

  @Test
  void equalCandidatesSeldomGetALineOfChampions() {
    Stream equal = new Stream(0, 0);
    assertThat(share(equal.first(ANYTIME, 50, YEAR), YEAR)).isLessThanOrEqualTo(ERROR);
    assertThat(share(equal.first(FIXED, 50, YEAR), YEAR))
        .as("a test of each night by itself")
        .isGreaterThan(0.5);
  }

  @Test
  void aCandidateThatIsBetterByTwoPointsIsSoonPromoted() {
    assertThat(share(new Stream(2, 0).first(ANYTIME, 100, 1), 1)).isGreaterThan(0.95);
    assertThat(share(new Stream(2, YEAR).first(ANYTIME, 100, 7), 7)).isGreaterThan(0.95);
  }

  @Test
  @Slow
  void theGuideHasTheFigures() throws IOException {
    Stream equal = new Stream(0, 0);
    double anytime = share(equal.first(ANYTIME, SERIES, YEAR), YEAR);
    double fixed = share(equal.first(FIXED, SERIES, YEAR), YEAR);
    StringBuilder figures = new StringBuilder();
    figures.append(percent("| equal, 365 nights | %s | %s |\n", anytime, fixed));
    for (double points : new double[] {1, 1.5, 2}) {
      for (int before : new int[] {0, 100, YEAR}) {
        int[] first = new Stream(points, before).first(ANYTIME, SERIES, 30);
        figures.append(
            percent(
                "| %.1f | %d | %%s | %%s | %%s |\n".formatted(points, before),
                share(first, 1),
                share(first, 7),
                share(first, 30)));
      }
    }
    assertThat(anytime).isLessThanOrEqualTo(ERROR);
    assertThat(Files.readString(Path.of("src/site/markdown/retraining.md")))
        .contains(figures.toString().lines().toList());
  }

  private static String percent(String format, double... shares) {
    return format.formatted(
        Arrays.stream(shares)
            .mapToObj(share -> String.format(Locale.ROOT, "%.1f %%", 100 * share))
            .toArray());
  }
}
