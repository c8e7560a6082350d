package org.sparkresnet.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the links of the README and of the guide, and the size of the README. */
class GuideLinksTest {
  static List<GuidePage> pages() throws IOException {
    return GuidePage.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyRelativeLinkLeadsToAFileAndToAHeading(GuidePage page) throws IOException {
    for (String link : page.links()) {
      if (link.matches("[a-z]+:.*")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path target =
          parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]).normalize();
      assertThat(target).as("%s: link %s", page, link).exists();
      if (parts.length == 2) {
        assertThat(GuidePage.read(target).anchors())
            .as("%s: link %s: headings of %s", page, link, target)
            .contains(parts[1]);
      }
    }
  }

  @Test
  void everyPageStandsInTheIndexAndInTheReadme() throws IOException {
    List<String> index = GuidePage.read(GuidePage.FOLDER.resolve("index.md")).links();
    List<String> readme = GuidePage.read(GuidePage.README).links();
    for (GuidePage page : pages()) {
      String name = page.path().getFileName().toString();
      if (page.path().startsWith(GuidePage.FOLDER) && !name.equals("index.md")) {
        assertThat(index).as("links of index.md").contains(name);
        assertThat(readme).as("links of README.md").contains(page.path().toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageOfTheGuideBeginsWithItsReader(GuidePage page) {
    if (page.path().startsWith(GuidePage.FOLDER)) {
      assertThat(page.text()).matches("(?s)# [^\n]+\n\nFor whoever .*");
    }
  }

  @Test
  void theReadmeTakesTenMinutes() throws IOException {
    assertThat(Files.size(GuidePage.README)).as("bytes of README.md").isLessThanOrEqualTo(12_000);
  }

  @Test
  void anchorsAreMadeAsGitHubMakesThem() {
    GuidePage page =
        new GuidePage(
            Path.of("page.md"),
            "# A `code` [link](x.md), too\n## data_checks\n## Same\n```\n# none\n```\n## Same\n");
    assertThat(page.anchors()).containsExactly("a-code-link-too", "data_checks", "same", "same-1");
    assertThat(page.links()).containsExactly("x.md");
  }
}
