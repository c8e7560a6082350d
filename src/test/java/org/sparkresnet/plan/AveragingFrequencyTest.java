package org.sparkresnet.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.plan.AveragingFrequency.Phase;

class AveragingFrequencyTest {
  @ParameterizedTest
  @CsvSource({"0,1", "31999,1", "32000,16", "47999,16", "48000,4", "1000000,4"})
  void followsItsPhases(long iteration, int every) {
    AveragingFrequency frequency =
        new AveragingFrequency(
            List.of(new Phase(0, 1), new Phase(32_000, 16), new Phase(48_000, 4)));
    assertThat(frequency.at(iteration)).isEqualTo(every);
  }

  @Test
  void canStayTheSame() {
    assertThat(AveragingFrequency.every(16).at(0)).isEqualTo(16);
    assertThat(AveragingFrequency.every(16).at(Long.MAX_VALUE)).isEqualTo(16);
  }

  @Test
  void saysItsPhasesInWords() {
    assertThat(AveragingFrequency.every(16).text()).isEqualTo("16");
    assertThat(
            new AveragingFrequency(
                    List.of(new Phase(0, 4), new Phase(4_888, 8), new Phase(6_354, 32)))
                .text())
        .isEqualTo("4, from iteration 4,888 on 8, from 6,354 on 32");
  }

  @Test
  void knowsWhereItsRoundsAreShortest() {
    assertThat(
            new AveragingFrequency(List.of(new Phase(0, 4), new Phase(9, 2), new Phase(12, 64)))
                .lowest())
        .isEqualTo(2);
  }

  static List<Arguments> bad() {
    return List.of(
        Arguments.of(List.of(), "train.averaging-frequency must have a first phase with from = 0"),
        Arguments.of(
            List.of(new Phase(1, 1)),
            "train.averaging-frequency must have a first phase with from = 0"),
        Arguments.of(
            List.of(new Phase(0, 1), new Phase(9, 2), new Phase(9, 3)),
            "train.averaging-frequency must have ascending from, cannot be: [Phase[from=0,"
                + " every=1], Phase[from=9, every=2], Phase[from=9, every=3]]"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void rejectsPhasesOutOfOrder(List<Phase> phases, String message) {
    assertThatThrownBy(() -> new AveragingFrequency(phases))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  @Test
  void rejectsAFrequencyOfZero() {
    assertThatThrownBy(() -> AveragingFrequency.every(0))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("train.averaging-frequency must be at least 1, cannot be: 0");
  }
}
