package org.sparkresnet.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaybeDamagedTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void whatIsWholeIsTheContentAndNothingIsTold() {
    assertThat(MaybeDamaged.of(() -> "whole").orTell(told::add)).contains("whole");
    assertThat(told).isEmpty();
  }

  @Test
  void whatIsDamagedIsNamedAndEmpty() {
    MaybeDamaged<String> damaged =
        MaybeDamaged.of(
            () -> {
              throw UserError.data("a.json: is no JSON");
            });
    assertThat(damaged.orTell(told::add)).isEmpty();
    assertThat(told).containsExactly("a.json: is no JSON");
  }

  @Test
  void aFileSystemThatFailsSaysNothingOfTheFile() {
    UserError away = UserError.storage("cannot read a.json: away", new IOException());
    assertThatThrownBy(
            () ->
                MaybeDamaged.of(
                    () -> {
                      throw away;
                    }))
        .isSameAs(away);
  }
}
