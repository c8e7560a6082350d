package org.sparkresnet.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  enum Colour {
    RED,
    GREEN
  }

  record Corner(double leftEdge, int top) {}

  record Shape(
      String name,
      Colour colour,
      @JsonUnwrapped Corner corner,
      boolean filled,
      long area,
      Instant at,
      OptionalDouble angle,
      Optional<Corner> other,
      List<Corner> corners,
      SortedMap<String, String> tags,
      @JsonProperty(defaultValue = "null") Optional<String> note) {}

  private static final Shape SHAPE =
      new Shape(
          "box",
          Colour.RED,
          new Corner(0.5, 3),
          true,
          1L << 40,
          Instant.parse("2026-11-24T12:00:00Z"),
          OptionalDouble.of(0.25),
          Optional.of(new Corner(1e-5, -1)),
          List.of(new Corner(1, 2)),
          new TreeMap<>(),
          Optional.of("ü \"x\""));

  private static final String TEXT =
      """
      {
        "name" : "box",
        "colour" : "RED",
        "left_edge" : 0.5,
        "top" : 3,
        "filled" : true,
        "area" : 1099511627776,
        "at" : "2026-11-24T12:00:00Z",
        "angle" : 0.25,
        "other" : {
          "left_edge" : 1.0E-5,
          "top" : -1
        },
        "corners" : [ {
          "left_edge" : 1.0,
          "top" : 2
        } ],
        "tags" : { },
        "note" : "ü \\"x\\""
      }
      """;

  @Test
  void recordsAreObjectsInTheOrderOfTheirComponents() {
    assertThat(Json.text(SHAPE)).isEqualTo(TEXT);
    assertThat(Json.read("s.json", TEXT, Shape.class)).isEqualTo(SHAPE);
  }

  @Test
  void emptyOptionalsAreNull() {
    String text =
        TEXT.replace("\"angle\" : 0.25", "\"angle\" : null")
            .replaceFirst("(?s)\"note\" : .*\\n", "\"note\" : null\n}\n");
    Shape empty = Json.read("s.json", text, Shape.class);
    assertThat(empty.angle()).isEmpty();
    assertThat(empty.note()).isEmpty();
    assertThat(Json.text(empty)).isEqualTo(text);
  }

  @Test
  void onlyAFieldWithADefaultMayBeMissing() {
    String text = TEXT.replace("\"note\"", "\"remark\"");
    assertThat(Json.read("s.json", text, Shape.class).note()).isEmpty();
    assertRefused(TEXT.replace("\"angle\"", "\"angel\""), "field angle is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"box\" | 7 | name must be a string, is: 7",
        "\"box\" | 7.5 | name must be a string, is: 7.5",
        "\"box\" | false | name must be a string, is: false",
        "\"box\" | null | name must be a string, is: null",
        "\"box\" | [\"x\"] | name must be a string, is: [\"x\"]",
        "\"RED\" | \"BLUE\" | colour must be one of [RED, GREEN], is: BLUE",
        "\"RED\" | \"\" | colour must be one of [RED, GREEN], is: ''",
        "\"RED\" | 0 | colour must be a string, is: 0",
        "0.5 | \"0.5\" | left_edge must be a number, is: \"0.5\"",
        "0.5 | \"\" | left_edge must be a number, is: \"\"",
        "0.5 | null | left_edge must be a number, is: null",
        "\"top\" : 3 | \"pot\" : 3 | top is missing",
        "3 | \"3\" | top must be an integer, is: \"3\"",
        "3 | 3000000000 | top must be an integer, is: 3000000000",
        "true | 1 | filled must be true or false, is: 1",
        "true | \"true\" | filled must be true or false, is: \"true\"",
        "1099511627776 | 1e30 | area must be an integer, is: 1.0E30",
        "1099511627776 | {} | area must be an integer, is: {}",
        "\"2026-11-24T12:00:00Z\" | \"noon\" | at must be a UTC time, is: noon",
        "\"2026-11-24T12:00:00Z\" | \"\" | at must be a UTC time, is: ''",
        "\"2026-11-24T12:00:00Z\" | 7 | at must be a string, is: 7",
        "\"2026-11-24T12:00:00Z\" | {} | at must be a string, is: {}",
        "\"2026-11-24T12:00:00Z\" | null | at must be a string, is: null",
        "0.25 | \"0.25\" | angle must be a number, is: \"0.25\"",
        "\"other\" : { | \"other\" : 7, \"rest\" : { | other must be an object, is: 7",
        "1.0E-5 | \"x\" | left_edge must be a number, is: \"x\"",
        "[ { | [ 7, { | corners must hold objects, holds: 7",
        "[ { | [ null, { | corners must hold objects, holds: null",
        "\"corners\" : [ | \"corners\" : 7, \"rest\" : [ | corners must be a list, is: 7",
        "{ } | {\"a\": 7} | a must be a string, is: 7",
        "{ } | {\"a\": null} | a must be a string, is: null",
        "{ } | [] | tags must be an object, is: []",
      })
  void namesTheFieldAndTheRule(String part, String replacement, String message) {
    assertThat(TEXT).contains(part);
    assertRefused(TEXT.replace(part, replacement), "field " + message.replace("''", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "7", "null", "\"box\""})
  void refusesWhatIsNoObject(String text) {
    assertRefused(text, "must be a JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"}", "{}", "x", ",", "\"area\" : 12 }"})
  void refusesWhatFollowsTheObject(String rest) {
    assertThatThrownBy(() -> Json.read("s.json", TEXT + rest, Shape.class))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("s.json: is no JSON: ")
        .message()
        .hasLineCount(1);
    assertThat(Json.read("s.json", TEXT + " \n\n", Shape.class)).isEqualTo(SHAPE);
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> Json.read("s.json", text, Shape.class))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage("s.json: " + message);
  }

  /** The last one would win, and the first be shown by other readers. */
  @Test
  void aFieldThatIsThereTwiceIsRefused() {
    String twice = TEXT.replace("\"top\" : 3", "\"top\" : 3, \"top\" : 4");
    assertThatThrownBy(() -> Json.read("s.json", twice, Shape.class))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("s.json: is no JSON: Duplicate field 'top'");
  }

  @Test
  void whatIsNestedTooDeeplyIsRefusedInOneLine() {
    assertThatThrownBy(() -> Json.read("s.json", "[".repeat(1_000_000), Shape.class))
        .isInstanceOf(UserError.class)
        .message()
        .hasLineCount(1);
  }

  record Holder(RunName runId) {}

  record RunName(String value) {
    @com.fasterxml.jackson.annotation.JsonCreator(
        mode = com.fasterxml.jackson.annotation.JsonCreator.Mode.DELEGATING)
    RunName {
      if (value.isEmpty()) {
        throw UserError.usage("--run-id must not be empty");
      }
    }
  }

  @Test
  void aRecordsOwnCheckIsADamagedFileWithItsName() {
    assertThatThrownBy(() -> Json.read("champion.json", "{\"run_id\": \"\"}", Holder.class))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage("champion.json: --run-id must not be empty");
  }
}
