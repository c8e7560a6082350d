package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.CropSizes.Phase;

class CropSizesTest {
  @Test
  void aPhaseLastsUntilTheNext() {
    CropSizes crops =
        new CropSizes(List.of(new Phase(1, 24, 1), new Phase(3, 28, 1), new Phase(6, 32, 1)));
    assertThat(List.of(0, 1, 2, 3, 5, 6, 60))
        .extracting(epoch -> crops.at(1, epoch, 7))
        .containsExactly(32, 24, 24, 28, 28, 32, 32);
    assertThat(CropSizes.NONE.at(1, 0, 0)).isEqualTo(32);
  }

  @Test
  void aShareOfTheMinibatchesIsDrawnInEachEpochByTheSeed() {
    CropSizes crops = new CropSizes(List.of(new Phase(0, 24, 0.5)));
    int small = 0;
    int otherEpoch = 0;
    int otherSeed = 0;
    for (int minibatch = 0; minibatch < 10_000; minibatch++) {
      int size = crops.at(1, 2, minibatch);
      assertThat(size).isIn(24, 32).isEqualTo(crops.at(1, 2, minibatch));
      small += size == 24 ? 1 : 0;
      otherEpoch += size == crops.at(1, 3, minibatch) ? 1 : 0;
      otherSeed += size == crops.at(2, 2, minibatch) ? 1 : 0;
    }
    assertThat(List.of(small, otherEpoch, otherSeed)) // five standard deviations
        .allSatisfy(count -> assertThat(count).isBetween(4750, 5250));
  }

  @Test
  void pixelsOfAnEpochFollowFromSizeAndShare() {
    CropSizes crops =
        new CropSizes(List.of(new Phase(1, 16, 1), new Phase(2, 16, 0.5), new Phase(3, 32, 1)));
    assertThat(List.of(0, 1, 2, 3, 4))
        .extracting(crops::pixels)
        .containsExactly(1.0, 0.25, 0.625, 1.0, 1.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 30 | 1 | dataset.crop must have a size that is a multiple of 4 between 8 and 32, cannot be: 30",
        "0 | 36 | 1 | dataset.crop must have a size that is a multiple of 4 between 8 and 32, cannot be: 36",
        "0 | 4 | 1 | dataset.crop must have a size that is a multiple of 4 between 8 and 32, cannot be: 4",
        "0 | 24 | 0 | dataset.crop must have a share above 0 and at most 1, cannot be: 0.0",
        "0 | 24 | 1.5 | dataset.crop must have a share above 0 and at most 1, cannot be: 1.5",
        "-1 | 24 | 1 | dataset.crop must have ascending from-epoch of at least 0, cannot be: [-1]",
      })
  void rejectsOtherValues(int fromEpoch, int size, double share, String message) {
    assertThatThrownBy(() -> new CropSizes(List.of(new Phase(fromEpoch, size, share))))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  @Test
  void rejectsEpochsThatDoNotAscend() {
    assertThatThrownBy(() -> new CropSizes(List.of(new Phase(2, 24, 1), new Phase(2, 32, 1))))
        .hasMessage("dataset.crop must have ascending from-epoch of at least 0, cannot be: [2, 2]");
  }
}
