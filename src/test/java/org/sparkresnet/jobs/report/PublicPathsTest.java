package org.sparkresnet.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicPathsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data/a,b/c | data/a,b/c",
        "data/cifar-10 | data/cifar-10",
        "/x/a,/y/b | a,b",
        "/x/my files/a, /y/b | a, b",
        "data/a,/y/b | data/a,b",
        "[\"/x/a,1\"] | [\"a,1\"]",
        "[\"/x,y/a,1\",\"data/b\"] | [\"a,1\",\"data/b\"]",
        "hdfs://h:1/x/y | y",
        "file:/x/y | y",
        "/x | x",
      })
  void absolutePathsKeepTheirLastNameAndRelativeOnesAll(String paths, String shown) {
    assertThat(paths.replaceAll(PublicPaths.IN_PATHS, "")).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/x/y/a.bin: 5 bytes, see data/b | a.bin: 5 bytes, see data/b",
        "cannot write hdfs://h:1/x/y (file:/z/e f) | cannot write y (e f)",
        "3/4 of a / b | 3/4 of a / b",
      })
  void aSentenceKeepsItsWords(String message, String shown) {
    assertThat(message.replaceAll(PublicPaths.IN_PROSE, "")).isEqualTo(shown);
  }

  @Test
  void aConfigurationKeepsItsLinesButThatOfTheServer() {
    String config =
        "data.path = /x/a,/y/b\nresults.mlflow.uri = http://h:5000\ninit.from = hdfs://h/m.zip\nseed = 1";
    assertThat(config.replaceAll(PublicPaths.SERVER_LINE, "").replaceAll(PublicPaths.IN_PATHS, ""))
        .isEqualTo("data.path = a,b\ninit.from = m.zip\nseed = 1");
  }
}
