package org.sparkresnet.nn.describe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class SvgCanvasTest {
  @Test
  void textsAndTitlesAreEscaped() {
    SvgCanvas canvas = new SvgCanvas();
    canvas.text("small", 1, 2, "a < b & c");
    assertThat(canvas.toSvg(10, 20, "\"<title>\""))
        .contains("<text class=\"small\" x=\"1\" y=\"2\">a &lt; b &amp; c</text>")
        .contains("aria-label=\"&quot;&lt;title&gt;&quot;\"");
  }

  @Test
  void coordinatesDoNotFollowTheMachinesLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      SvgCanvas canvas = new SvgCanvas();
      canvas.arrowRight(10, 1200, 30);
      assertThat(canvas.toSvg(10, 20, "t"))
          .contains("d=\"M10 30 H1195\"")
          .contains("d=\"M1200 30 l-8 -4 v8 z\"");
    } finally {
      Locale.setDefault(before);
    }
  }
}
