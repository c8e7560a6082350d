package org.sparkresnet.nn.describe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.nn.NetworkConfig;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class NetworkDiagramTest {
  @ParameterizedTest
  @CsvSource({
    "8, true",
    "14, true",
    "20, true",
    "26, true",
    "1202, true",
    "20, false",
    "56, false"
  })
  void isWellFormedAndStaysInsideItsPage(int depth, boolean residual) throws Exception {
    Document svg = parse(NetworkDiagram.svg(new NetworkConfig(depth, residual)));
    int width = Integer.parseInt(svg.getDocumentElement().getAttribute("width"));
    int height = Integer.parseInt(svg.getDocumentElement().getAttribute("height"));
    NodeList texts = svg.getElementsByTagName("text");
    assertThat(texts.getLength()).isGreaterThan(30);
    for (int i = 0; i < texts.getLength(); i++) {
      Element text = (Element) texts.item(i);
      int length = 7 * text.getTextContent().length();
      boolean centred = text.getAttribute("text-anchor").equals("middle");
      int left = Integer.parseInt(text.getAttribute("x")) - (centred ? length / 2 : 0);
      assertThat(left).as(text.getTextContent()).isBetween(0, width - length);
      assertThat(Integer.parseInt(text.getAttribute("y"))).isBetween(0, height - 10);
    }
  }

  @Test
  void collapsesRepeatedUnitsOfDeepNetworks() {
    assertThat(NetworkDiagram.svg(new NetworkConfig(110, true)))
        .contains("× 17", "units 2 to 18", "1,727,962 parameters");
    assertThat(NetworkDiagram.svg(new NetworkConfig(20, true))).contains("unit 3", "269,722");
  }

  @Test
  void plainNetworkHasNoShortcuts() {
    assertThat(NetworkDiagram.svg(new NetworkConfig(20, false)))
        .contains("Plain-20")
        .doesNotContain("<circle", "class=\"skip\"", "zero channels");
  }

  private static Document parse(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }
}
