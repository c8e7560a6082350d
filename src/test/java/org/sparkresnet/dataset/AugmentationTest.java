package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.Augmentation.Flip;
import org.sparkresnet.dataset.Augmentation.Variation;

class AugmentationTest {
  private static final int IMAGES = 32_400;

  @Property(tries = 500)
  void isAFunctionOfSeedEpochAndId(
      @ForAll long seed, @ForAll @IntRange(max = 1000) int epoch, @ForAll long id) {
    Variation variation = new Augmentation(4, Flip.RANDOM).variation(seed, epoch, id, 32);
    assertThat(new Augmentation(4, Flip.RANDOM).variation(seed, epoch, id, 32))
        .isEqualTo(variation);
    assertThat(variation.dy()).isBetween(-4, 4);
    assertThat(variation.dx()).isBetween(-4, 4);
  }

  @Property(tries = 500)
  void alternatingFlipAlternates(
      @ForAll long seed, @ForAll @IntRange(max = 1000) int epoch, @ForAll long id) {
    Augmentation augmentation = new Augmentation(4, Flip.ALTERNATING);
    assertThat(augmentation.variation(seed, epoch + 1, id, 32).mirrored())
        .isNotEqualTo(augmentation.variation(seed, epoch, id, 32).mirrored());
  }

  @Property(tries = 100)
  void withoutPaddingAndFlipImagesStayAsTheyAre(
      @ForAll long seed, @ForAll @IntRange(max = 1000) int epoch, @ForAll long id) {
    assertThat(Augmentation.NONE.variation(seed, epoch, id, 32)).isEqualTo(Variation.IDENTITY);
  }

  /** Crops of 24x24 lie anywhere in the padded image: 13 places each way with a padding of 2. */
  @Example
  void smallerCropsAreTakenFromTheWholePaddedImage() {
    Augmentation augmentation = new Augmentation(2, Flip.NONE);
    Map<Variation, Integer> counts = new HashMap<>();
    for (int id = 0; id < IMAGES; id++) {
      counts.merge(augmentation.variation(3, 5, id, 24), 1, Integer::sum);
    }
    assertThat(counts).hasSize(13 * 13);
    assertThat(counts.keySet())
        .allSatisfy(
            place -> {
              assertThat(place.dy()).isBetween(-2, 10);
              assertThat(place.dx()).isBetween(-2, 10);
            });
  }

  /** 162 variations of 200 expected images each: 70 is five standard deviations. */
  @Example
  void everyCropAndMirrorIsEquallyLikely() {
    for (Flip flip : new Flip[] {Flip.RANDOM, Flip.ALTERNATING}) {
      Augmentation augmentation = new Augmentation(4, flip);
      Map<Variation, Integer> counts = new HashMap<>();
      for (int id = 0; id < IMAGES; id++) {
        counts.merge(augmentation.variation(3, 5, id, 32), 1, Integer::sum);
      }
      assertThat(counts).hasSize(81 * 2);
      assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(130, 270));
    }
  }

  @Example
  void differsFromEpochToEpochAndFromSeedToSeed() {
    Augmentation augmentation = new Augmentation(4, Flip.RANDOM);
    int epochs = 0;
    int seeds = 0;
    for (int id = 0; id < IMAGES; id++) {
      Variation variation = augmentation.variation(3, 5, id, 32);
      epochs += augmentation.variation(3, 6, id, 32).equals(variation) ? 1 : 0;
      seeds += augmentation.variation(4, 5, id, 32).equals(variation) ? 1 : 0;
    }
    // 200 agree by chance.
    assertThat(epochs).isBetween(130, 270);
    assertThat(seeds).isBetween(130, 270);
  }

  @Property
  void rejectsOtherPaddings(@ForAll int padding) {
    if (padding >= 0 && padding <= 16) {
      assertThat(new Augmentation(padding, Flip.NONE).padding()).isEqualTo(padding);
      return;
    }
    assertThatThrownBy(() -> new Augmentation(padding, Flip.NONE))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("dataset.padding must be between 0 and 16, cannot be: " + padding);
  }
}
