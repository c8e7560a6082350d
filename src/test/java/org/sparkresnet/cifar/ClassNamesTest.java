package org.sparkresnet.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClassNamesTest {
  private static List<String> numbered(int classes) {
    return IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(List.of(), "there must be 2 to 1,000 class names, there are 0"),
        arguments(List.of("oak"), "there must be 2 to 1,000 class names, there is 1"),
        arguments(numbered(1_001), "there must be 2 to 1,000 class names, there are 1,001"),
        arguments(
            List.of("oak", "elm", "oak"),
            "the names of two classes must differ, classes 0 and 2 are both oak"),
        arguments(
            List.of("oak", "e\u001bl"),
            "the name of class 1 must not have control characters: e\\u001bl"),
        arguments(
            List.of("oak", "e\u202el"),
            "the name of class 1 must not have control characters: e\\u202el"),
        arguments(
            List.of("oak", " "),
            "the name of class 1 must not be blank nor begin or end with a blank"),
        arguments(
            List.of("oak", "x".repeat(101)),
            "the name of class 1 must have at most 100 characters, has 101"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesListsThatAreNoClasses(List<String> names, String rule) {
    assertThatThrownBy(() -> new ClassNames(names))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(rule);
  }

  @Test
  void twoToAThousandNamesInAnyAlphabetAreClasses() {
    assertThat(new ClassNames(List.of("猫", "chien à poil, long")).text())
        .isEqualTo("2 classes (猫, chien à poil, long)");
    assertThat(new ClassNames(numbered(1_000)).text())
        .isEqualTo("1,000 classes (class 0, class 1, class 2, …)");
  }

  @Test
  void differencesAreToldWithBothListsAndTheFirstThatIsNotShown() {
    ClassNames trees = new ClassNames(List.of("oak", "elm"));
    assertThat(trees.differenceFrom("a", new ClassNames(List.of("oak", "elm")), "b")).isEmpty();
    assertThat(trees.differenceFrom("a", new ClassNames(List.of("elm", "oak")), "b"))
        .hasValue("a has 2 classes (oak, elm), b has 2 classes (elm, oak)");
    assertThat(
            new ClassNames(numbered(30))
                .differenceFrom("a", new ClassNames(numbered(31)), "b")
                .orElseThrow())
        .startsWith("a has 30 classes (class 0, ")
        .contains("class 19 and 10 more), b has 31 classes (class 0, ")
        .endsWith("; the first that differs is class 30, none and class 30");
  }

  @Test
  void labelsStandBeforeThePixelsInEachLayout() {
    byte[] record = new byte[RecordLayout.WORD.recordBytes()];
    record[0] = (byte) 0xE7;
    record[1] = 3;
    assertThat(RecordLayout.BYTE.label(record, 0)).isEqualTo(0xE7);
    assertThat(RecordLayout.WORD.label(record, 0)).isEqualTo(999);
    assertThat(RecordLayout.COARSE.label(record, 0)).isEqualTo(0xE7);
    assertThat(RecordLayout.FINE.label(record, 0)).isEqualTo(3);
    assertThat(RecordLayout.UNLABELLED.label(record, 0)).isZero();
    assertThat(RecordLayout.of(new ClassNames(numbered(256)))).isEqualTo(RecordLayout.BYTE);
    assertThat(RecordLayout.of(new ClassNames(numbered(257)))).isEqualTo(RecordLayout.WORD);
  }
}
