package org.sparkresnet.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "data_batch_1.bin", "Zoë's 猫 😀", "back\\slash", "a  b", "50 %"})
  void aTextThatDoesNothingStaysAsItIs(String text) {
    assertThat(PrintableText.of(text)).isSameAs(text);
  }

  @Test
  void whatEndsALineOrActsOnATerminalIsEscaped() {
    assertThat(PrintableText.of("a\nb\rc\td")).isEqualTo("a\\nb\\rc\\td");
    assertThat(PrintableText.of("\u001b[2J\u009b31m\u0000"))
        .isEqualTo("\\u001b[2J\\u009b31m\\u0000");
    assertThat(PrintableText.of("a\u2028b\u2029c\u0085d")).isEqualTo("a\\u2028b\\u2029c\\u0085d");
    assertThat(PrintableText.of("\u202egnp.exe\u2066")).isEqualTo("\\u202egnp.exe\\u2066");
    assertThat(PrintableText.of("\ud800 \udc00")).isEqualTo("\\ud800 \\udc00");
    assertThat(PrintableText.of("\udb40\udc41")).isEqualTo("\\udb40\\udc41"); // a tag, unseen
  }

  @Property
  void everyTextBecomesOneLineThatStays(@ForAll String text) {
    String shown = PrintableText.of(text);
    assertThat(shown.codePoints()).noneMatch(Character::isISOControl);
    assertThat(shown.lines().count()).isLessThanOrEqualTo(1);
    assertThat(PrintableText.of(shown)).isEqualTo(shown);
  }

  @Test
  void linesKeepTheirNewlinesAndNothingElse() {
    assertThat(PrintableText.lines("a\n\tb\r\u001b[1m")).isEqualTo("a\n\tb\\r\\u001b[1m");
  }

  @Test
  void errorsAndTheirReasonsAreOneLineHoweverLong() {
    assertThat(UserError.data("data_batch\n1\u001b[2J.bin: bad"))
        .hasMessage("data_batch\\n1\\u001b[2J.bin: bad");
    assertThat(ErrorText.of(new IOException("no \u202efile\nat all"))).isEqualTo("no \\u202efile");
    assertThat(UserError.data("x".repeat(100_000)).getMessage()).hasSizeLessThanOrEqualTo(8_000);
  }

  @Test
  void cellsOfATableAreOneLine() {
    assertThat(TextTable.ofTexts().row("a\nb", "\u001b[0m").toString())
        .isEqualTo("a\\nb  \\u001b[0m\n");
  }
}
