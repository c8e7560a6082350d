package org.sparkresnet.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.PromotionRow.PairedTest;

/**
 * Decision on a candidate, with its reason.
 *
 * @param reason one line in words, with figures
 * @param candidateAccuracy share of the test images; empty if it is not known
 * @param championAccuracy of the champion before; empty if there was none, or it is not known
 * @param test empty where nothing was tested: for the first model, and by hand
 */
public record Decision(
    Outcome outcome,
    String reason,
    OptionalDouble candidateAccuracy,
    OptionalDouble championAccuracy,
    Optional<PairedTest> test) {

  /** Consequence for the champion. */
  public enum Outcome {
    /** The candidate is the champion now. */
    PROMOTED,
    /** The champion before it stays. */
    KEPT,
    /** The champion before the last one is the champion again. */
    ROLLED_BACK
  }

  public Decision {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(candidateAccuracy, "candidate_accuracy");
    Objects.requireNonNull(championAccuracy, "champion_accuracy");
    Objects.requireNonNull(test, "test");
  }

  /** Row of the decision in the table promotions. */
  public PromotionRow row(String model, ModelVersion version, Instant decidedAt) {
    return PromotionRow.of(
        model,
        version.toString(),
        outcome.name(),
        reason,
        candidateAccuracy,
        championAccuracy,
        test,
        decidedAt);
  }

  /** Fields of a decision in a file; the last four are null where nothing was tested. */
  record Fields(
      Outcome outcome,
      String reason,
      OptionalDouble candidateAccuracy,
      OptionalDouble championAccuracy,
      Optional<Double> pValue,
      Optional<Double> pWorse,
      Optional<Integer> candidateOnlyRight,
      Optional<Integer> championOnlyRight) {}

  @JsonValue
  Fields fields() {
    return new Fields(
        outcome,
        reason,
        candidateAccuracy,
        championAccuracy,
        test.map(PairedTest::pValue),
        test.map(PairedTest::pWorse),
        test.map(PairedTest::candidateOnlyRight),
        test.map(PairedTest::championOnlyRight));
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Decision of(Fields fields) {
    return new Decision(
        fields.outcome,
        fields.reason,
        fields.candidateAccuracy,
        fields.championAccuracy,
        fields.pValue.map(
            pValue ->
                new PairedTest(
                    pValue,
                    required(fields.pWorse, "field p_worse must be a number"),
                    required(
                        fields.candidateOnlyRight, "field candidate_only_right must be an integer"),
                    required(
                        fields.championOnlyRight,
                        "field champion_only_right must be an integer"))));
  }

  private static <T> T required(Optional<T> value, String rule) {
    return value.orElseThrow(() -> new IllegalArgumentException(rule + ", is: null"));
  }
}
