package org.sparkresnet.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.common.JsonFields;
import org.sparkresnet.tables.PromotionRow;
import org.sparkresnet.tables.PromotionRow.PairedTest;

/**
 * What became of a candidate, and why.
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

  /** What became of it. */
  public enum Outcome {
    /** It is the champion now. */
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

  /** Its row in the table of promotions. */
  public PromotionRow row(String model, ModelVersion version, Instant decidedAt) {
    return new PromotionRow(
        model,
        version.toString(),
        outcome.name(),
        reason,
        candidateAccuracy,
        championAccuracy,
        test,
        decidedAt);
  }

  void putInto(ObjectNode json) {
    json.put("outcome", outcome.name());
    json.put("reason", reason);
    json.put("candidate_accuracy", boxed(candidateAccuracy));
    json.put("champion_accuracy", boxed(championAccuracy));
    json.put("p_value", test.map(PairedTest::pValue).orElse(null));
    json.put("p_worse", test.map(PairedTest::pWorse).orElse(null));
    json.put("candidate_only_right", test.map(PairedTest::candidateOnlyRight).orElse(null));
    json.put("champion_only_right", test.map(PairedTest::championOnlyRight).orElse(null));
  }

  static Decision of(JsonFields json) {
    return new Decision(
        json.choice("outcome", Outcome.class),
        json.string("reason"),
        json.optionalNumber("candidate_accuracy"),
        json.optionalNumber("champion_accuracy"),
        json.isNull("p_value")
            ? Optional.empty()
            : Optional.of(
                new PairedTest(
                    json.number("p_value"),
                    json.number("p_worse"),
                    Math.toIntExact(json.integer("candidate_only_right")),
                    Math.toIntExact(json.integer("champion_only_right")))));
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
