package org.sparkresnet.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DrillPageTest {
  @Test
  void everyDrillHasARowUnderTheVerdict() {
    String page = ExampleDrill.page("ended with 1");
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("<h1>Drill drill-20261101-020000</h1>")
        .contains("1 of 3 drills held; failed: driver; not possible here: quota.")
        .contains("Undisturbed, the training gave params_sha256 abab")
        .contains("<dt>workers</dt><dd>3</dd>")
        .contains(
            "<td>one halted its JVM in the middle of the training</td><td>held</td><td>12.3</td>")
        .contains("ended with 1")
        .contains("this file system has no quotas");
    assertThat(ExampleDrill.page("ended with 1")).isEqualTo(page);
  }

  @Test
  void nothingThatADrillSaysBecomesMarkup() {
    assertThat(ExampleDrill.page("</td><script>alert('x')</script>\"&"))
        .doesNotContain("<script>")
        .contains("&lt;script&gt;");
  }
}
