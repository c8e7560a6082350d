package org.sparkresnet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NightsPageTest {
  @Test
  void aYearOfNightsHasAllSectionsAndCharts() {
    String page = NightsPage.of(ExampleNights.of("cifar-10", 365));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("<h1>Nights of cifar-10</h1>")
        .contains("Accuracy of the champion on the test images is 92.20 %.")
        .contains("<dt>promoted</dt><dd>110</dd>")
        .contains("<dt>failed</dt><dd>37</dd>")
        .contains("Accuracy on the test images over 365 nights")
        .contains(">champion at least", ">champion at most")
        .contains("The pale lines around the champion are the limits that all looks")
        .contains("The checks of the data warned in ")
        .contains("<figcaption>Drift from the data of the champion</figcaption>")
        .contains("hours of one worker.")
        .contains("37 failures; a cause that stays has one row, of its last night.")
        .contains("data_batch_3.bin: 100 bytes is not a multiple of 3073")
        .contains("0 of 1 drills held; failed: driver, the last time.")
        .contains("<td>1 of 1 drills held</td>");
    assertThat(Pattern.compile("<svg ").matcher(page).results()).hasSize(6);
    assertThat(page.length()).isLessThan(1_500_000);
    assertThat(page.indexOf("retrain-0362"))
        .as("the newest decision comes first")
        .isLessThan(page.indexOf("retrain-0001"));
  }

  @Test
  void aChartWithoutAFigureIsASentence() {
    Nights all = ExampleNights.of("cifar-10", 3);
    List<Night> bare = all.nights().stream().map(NightsPageTest::withoutFigures).toList();
    String page = NightsPage.of(new Nights("cifar-10", all.champion(), false, bare, List.of()));
    assertThat(page)
        .contains("No look at a champion is stored, from which limits would follow.")
        .contains("Training images: no figure of a night is stored.")
        .contains("Drift from the data of the champion: no figure of a night is stored.")
        .contains("<figcaption>Warnings of the data checks</figcaption>")
        .doesNotContain("champion at least");
    assertThat(Pattern.compile("<svg ").matcher(page).results()).hasSize(3);
  }

  private static Night withoutFigures(Night night) {
    return new Night(
        night.run(),
        night.at(),
        night.decision(),
        night.version(),
        night.reason(),
        night.candidateAccuracy(),
        night.championAccuracy(),
        night.candidateOnlyRight(),
        night.championOnlyRight(),
        Optional.of(
            new Night.Work(
                2,
                600,
                OptionalLong.empty(),
                OptionalDouble.empty(),
                1,
                OptionalDouble.empty(),
                OptionalDouble.empty())),
        Optional.empty());
  }

  @Test
  void theSameNightsGiveTheSameBytesAndNamesAreUniqueInThePage() {
    String page = NightsPage.of(ExampleNights.of("cifar-10", 20));
    assertThat(NightsPage.of(ExampleNights.of("cifar-10", 20))).isEqualTo(page);
    List<String> ids = new ArrayList<>();
    Pattern.compile(" id=\"([^\"]+)\"").matcher(page).results().forEach(m -> ids.add(m.group(1)));
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void aRegistryWithoutNightsSaysSoInEachSection() {
    assertThat(NightsPage.of(new Nights("new", Optional.empty(), false, List.of(), List.of())))
        .contains("There is no champion.")
        .contains("No accuracy was measured yet.")
        .contains("Nothing was decided yet.")
        .contains("No night has trained yet.")
        .contains("No night has failed.")
        .contains("No drill was done in this store.")
        .doesNotContain("<svg ");
  }

  @Test
  void aChampionWhoseFileIsDamagedIsNotSaidToBeMissing() {
    assertThat(NightsPage.of(new Nights("new", Optional.empty(), true, List.of(), List.of())))
        .contains("The champion is not known: the file that names it is damaged.")
        .doesNotContain("There is no champion.");
  }

  @Test
  void nothingThatANightSaysBecomesMarkup() {
    String evil = "</p><script>alert('x')</script>\"&";
    assertThat(NightsPage.of(ExampleNights.of(evil, 10)))
        .doesNotContain("<script>")
        .contains("&lt;script&gt;");
  }
}
