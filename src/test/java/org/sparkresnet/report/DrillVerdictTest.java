package org.sparkresnet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkresnet.tables.rows.DrillRow;

/** What drills say together. */
class DrillVerdictTest {
  private static DrillVerdict of(String... outcomes) {
    List<DrillRow> rows = new ArrayList<>();
    for (String outcome : outcomes) {
      rows.add(
          new DrillRow("drill " + rows.size(), "ended", outcome, "a", "b", 1, Optional.empty()));
    }
    return new DrillVerdict(rows);
  }

  @Test
  void oneThatHeldIsEnoughAndWhatIsNotPossibleIsNamed() {
    DrillVerdict verdict = of("held", "not possible", "not possible");
    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.text()).isEqualTo("1 of 3 drills held; not possible here: drill 1, drill 2");
  }

  @Test
  void oneThatFailedIsTooMuch() {
    DrillVerdict verdict = of("held", "failed", "not possible");
    assertThat(verdict.holds()).isFalse();
    assertThat(verdict.text())
        .isEqualTo("1 of 3 drills held; failed: drill 1; not possible here: drill 2");
  }

  @Test
  void whereNoneIsPossibleNothingIsShown() {
    assertThat(of("not possible").holds()).isFalse();
    assertThat(of().holds()).isFalse();
  }
}
