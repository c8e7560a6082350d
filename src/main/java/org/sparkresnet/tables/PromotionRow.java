package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.sparkresnet.tables.Table.column;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.common.ErrorText;

/**
 * A decision on the champion of a model.
 *
 * @param version such as v000007: the candidate, or what was rolled back to
 * @param decision PROMOTED, KEPT, ROLLED_BACK or NOTHING_NEW
 * @param reason one line for people
 * @param candidateAccuracy share of the test images; empty if it is not known
 * @param championAccuracy of the champion that the decision found; empty if there was none
 * @param test empty where nothing was tested: for the first model, and by hand
 */
public record PromotionRow(
    String model,
    String version,
    String decision,
    String reason,
    OptionalDouble candidateAccuracy,
    OptionalDouble championAccuracy,
    Optional<PairedTest> test,
    Instant decidedAt)
    implements TableRow {

  /**
   * The statistics of a comparison on the same images.
   *
   * @param pValue exact McNemar test of equal accuracy, two-sided
   * @param pWorse exact test of "worse by the margin or more", one-sided: small speaks for the
   *     candidate
   * @param candidateOnlyRight images that the candidate has right and the champion wrong
   * @param championOnlyRight images that the champion has right and the candidate wrong
   */
  public record PairedTest(
      double pValue, double pWorse, int candidateOnlyRight, int championOnlyRight) {}

  /** Its table. */
  public static final Table<PromotionRow> TABLE =
      new Table<>(
          "promotions",
          column("model", StringType, "name of the model in the registry"),
          column("version", StringType, "the candidate, or what was rolled back to: v000007"),
          column("decision", StringType, "PROMOTED, KEPT, ROLLED_BACK or NOTHING_NEW"),
          column("reason", StringType, "why, in words, with figures"),
          column("candidate_accuracy", DoubleType, "its share of right test images; or null"),
          column("champion_accuracy", DoubleType, "that of the champion before; or null"),
          column("p_value", DoubleType, "exact McNemar test of equal accuracy, two-sided; or null"),
          column("p_worse", DoubleType, "exact test of 'worse by the margin', one-sided; or null"),
          column("candidate_only_right", IntegerType, "images only the candidate has right"),
          column("champion_only_right", IntegerType, "images only the champion has right"),
          column("decided_at", TimestampType, "when, UTC"));

  public PromotionRow {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(decision, "decision");
    reason = ErrorText.of(reason);
    Objects.requireNonNull(candidateAccuracy, "candidate_accuracy");
    Objects.requireNonNull(championAccuracy, "champion_accuracy");
    Objects.requireNonNull(test, "test");
    decidedAt = RowChecks.micros(decidedAt);
  }

  @Override
  public Object[] cells() {
    return new Object[] {
      model,
      version,
      decision,
      reason,
      boxed(candidateAccuracy),
      boxed(championAccuracy),
      test.map(PairedTest::pValue).orElse(null),
      test.map(PairedTest::pWorse).orElse(null),
      test.map(PairedTest::candidateOnlyRight).orElse(null),
      test.map(PairedTest::championOnlyRight).orElse(null),
      decidedAt
    };
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
