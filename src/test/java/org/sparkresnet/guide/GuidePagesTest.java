package org.sparkresnet.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Compares the generated parts of the guide with the code, or writes them: {@code mvn test
 * -Dtest=GuidePagesTest -Dguide.write=true}.
 */
class GuidePagesTest {
  private static final String BEGIN = "<!-- generated -->\n";
  private static final String END = "<!-- /generated -->";

  @Test
  void tables() throws IOException {
    check("tables.md", TablesPage.text());
  }

  @Test
  void configuration() throws IOException {
    check("configuration.md", ConfigurationPage.text());
  }

  @Test
  void rooms() throws IOException {
    check("development.md", RoomsPage.text());
  }

  @Test
  void theOrderOfRoomsNamesEveryRoomOnce() throws IOException {
    assertThat(RoomsPage.order(Files.readString(GuidePage.FOLDER.resolve("development.md"))))
        .as("the block of rooms in development.md")
        .containsExactlyInAnyOrderElementsOf(RoomsPage.rooms().keySet());
  }

  @Test
  void classesThatDevelopmentNamesAreThere() throws IOException {
    List<String> named =
        Pattern.compile("`([a-z]+(?:\\.[a-z]+)*\\.[A-Z]\\w+)")
            .matcher(Files.readString(GuidePage.FOLDER.resolve("development.md")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(named)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            name ->
                assertThat(
                        Path.of("src/main/java/org/sparkresnet", name.replace('.', '/') + ".java"))
                    .isRegularFile());
  }

  private static void check(String name, String generated) throws IOException {
    Path file = GuidePage.FOLDER.resolve(name);
    String page = Files.readString(file);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(end).as("%s must have the lines %s and %s", file, BEGIN.strip(), END).isPositive();
    if (Boolean.getBoolean("guide.write")) {
      Files.writeString(file, page.substring(0, begin) + generated + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end))
        .as(
            "%s differs from the code; mvn test -Dtest=GuidePagesTest -Dguide.write=true writes it",
            file)
        .isEqualTo(generated);
  }
}
