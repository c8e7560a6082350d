package org.sparkresnet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class SummaryTest {
  static final Summary FINISHED =
      new Summary(
          new RunId("quick"),
          RunStatus.FINISHED,
          OptionalDouble.of(0.7123),
          OptionalDouble.of(0.1 + 0.2),
          OptionalDouble.of(812.5),
          280.25,
          3,
          1173,
          80,
          150_000,
          2,
          Optional.of("abc"),
          Optional.of("file:/store/runs/quick/model.zip"),
          Optional.empty());

  @Test
  void hasTheDocumentedFieldsInOrder() {
    assertThat(FINISHED.toJson())
        .isEqualTo(
            """
            {
              "run_id" : "quick",
              "status" : "FINISHED",
              "test_accuracy" : 0.7123,
              "test_loss" : 0.30000000000000004,
              "train_images_per_second" : 812.5,
              "wall_seconds" : 280.25,
              "epochs" : 3,
              "iterations" : 1173,
              "rounds" : 80,
              "examples_seen" : 150000,
              "workers" : 2,
              "params_sha256" : "abc",
              "model_path" : "file:/store/runs/quick/model.zip",
              "error" : null
            }
            """);
  }

  @Test
  void readsBackWhatItWrote() {
    assertThat(Summary.fromJson("summary.json", FINISHED.toJson())).isEqualTo(FINISHED);
  }

  @Test
  void divergedRunHasNoLossAndOneLineOfError() {
    Summary failed =
        new Summary(
            new RunId("bad"),
            RunStatus.FAILED,
            OptionalDouble.empty(),
            OptionalDouble.of(Double.NaN),
            OptionalDouble.of(Double.POSITIVE_INFINITY),
            1,
            0,
            5,
            5,
            640,
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.of("loss is NaN\nat iteration 5"));
    assertThat(failed.toJson())
        .contains("\"test_loss\" : null", "\"error\" : \"loss is NaN\"")
        .doesNotContain("NaN,", "Infinity");
    assertThat(Summary.fromJson("summary.json", failed.toJson())).isEqualTo(failed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | s.json: field run_id is missing",
        "{\"run_id\": 7} | s.json: field run_id must be a string, is: 7",
        "{\"run_id\": \"a\", \"status\": \"DONE\"}"
            + " | s.json: field status must be RUNNING, FINISHED or FAILED, is: DONE",
        "{\"run_id\": \"a\", \"status\": \"FAILED\", \"test_accuracy\": \"x\"}"
            + " | s.json: field test_accuracy must be a number, is: \"x\"",
        "[] | s.json: must be a JSON object",
      })
  void rejectsBadFields(String json, String message) {
    assertThatThrownBy(() -> Summary.fromJson("s.json", json))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(message);
  }

  @Test
  void rejectsTruncatedJson() {
    String json = FINISHED.toJson();
    assertThatThrownBy(() -> Summary.fromJson("s.json", json.substring(0, 100)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("s.json: is no JSON: ")
        .message()
        .hasLineCount(1);
  }
}
