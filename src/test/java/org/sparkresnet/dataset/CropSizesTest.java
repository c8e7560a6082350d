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
    CropSizes crops = new CropSizes(List.of(new Phase(1, 24), new Phase(3, 28), new Phase(6, 32)));
    assertThat(List.of(0, 1, 2, 3, 5, 6, 60))
        .extracting(crops::at)
        .containsExactly(32, 24, 24, 28, 28, 32, 32);
    assertThat(CropSizes.NONE.at(0)).isEqualTo(32);
  }

  @Test
  void pixelsOfAnEpochFollowFromTheSize() {
    CropSizes crops = new CropSizes(List.of(new Phase(1, 16), new Phase(2, 24), new Phase(3, 32)));
    assertThat(List.of(0, 1, 2, 3, 4))
        .extracting(crops::pixels)
        .containsExactly(1.0, 0.25, 0.5625, 1.0, 1.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 30 | dataset.crop must have a size that is a multiple of 4 between 8 and 32, cannot be: 30",
        "0 | 36 | dataset.crop must have a size that is a multiple of 4 between 8 and 32, cannot be: 36",
        "0 | 4 | dataset.crop must have a size that is a multiple of 4 between 8 and 32, cannot be: 4",
        "-1 | 24 | dataset.crop must have ascending from-epoch of at least 0, cannot be: [-1]",
      })
  void rejectsOtherValues(int fromEpoch, int size, String message) {
    assertThatThrownBy(() -> new CropSizes(List.of(new Phase(fromEpoch, size))))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  @Test
  void rejectsEpochsThatDoNotAscend() {
    assertThatThrownBy(() -> new CropSizes(List.of(new Phase(2, 24), new Phase(2, 32))))
        .hasMessage("dataset.crop must have ascending from-epoch of at least 0, cannot be: [2, 2]");
  }
}
