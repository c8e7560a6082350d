package org.sparkresnet.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionCheckTest {
  @ParameterizedTest
  @CsvSource({
    "3.5.0, 2.12.15, true",
    "3.5.5.3.5.7191000.0-78, 2.12.18, true",
    "3.6.1, 2.12.18, true",
    "3.5.5, 2.13.8, false",
    "4.0.1, 2.13.16, false",
    "3.4.4, 2.12.17, false",
    "2.4.8, 2.12.10, false"
  })
  void sparkIsOfScala212AndNotOlderThan35(String spark, String scala, boolean ok) {
    Finding finding = VersionCheck.spark("driver", spark, scala);
    assertThat(finding.ok()).isEqualTo(ok);
    assertThat(finding.text()).contains("Spark " + spark + " with Scala " + scala);
  }

  @ParameterizedTest
  @CsvSource({"17.0.15, true", "11.0.2, false", "21.0.1, false", "25, false"})
  void javaIs17(String version, boolean ok) {
    Finding finding = VersionCheck.java("driver", Runtime.Version.parse(version), "/opt/jdk");
    assertThat(finding.ok()).isEqualTo(ok);
    assertThat(finding.text()).contains(version, "/opt/jdk");
  }

  @Test
  void theVersionsOfTheTestsAreFit() {
    assertThat(VersionCheck.java("driver").ok()).isTrue();
    assertThat(VersionCheck.spark("driver").ok()).isTrue();
  }
}
