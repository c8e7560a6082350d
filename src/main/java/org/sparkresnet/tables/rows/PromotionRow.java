package org.sparkresnet.tables.rows;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/**
 * Row of the table {@code promotions}: a decision on the champion of a model. The columns of the
 * paired test are null where nothing was tested: for the first model, and by hand.
 */
public record PromotionRow(
    @Column("name of the model in the registry") String model,
    @Column("the candidate, or what was rolled back to: v000007") String version,
    @Column("PROMOTED, KEPT, ROLLED_BACK or NOTHING_NEW") String decision,
    @Column("why, in words, with figures") String reason,
    @Column("its share of right test images; or null") OptionalDouble candidateAccuracy,
    @Column("that of the champion before; or null") OptionalDouble championAccuracy,
    @Column("exact McNemar test of equal accuracy, two-sided; or null") OptionalDouble pValue,
    @Column("exact test of 'worse by the margin', one-sided; or null") OptionalDouble pWorse,
    @Column("images only the candidate has right") OptionalInt candidateOnlyRight,
    @Column("images only the champion has right") OptionalInt championOnlyRight,
    @Column("when, UTC") Instant decidedAt) {

  /** The table of these rows. */
  public static final Table<PromotionRow> TABLE = Table.of("promotions", PromotionRow.class);

  /**
   * Statistics of a comparison of candidate and champion on the same images.
   *
   * @param pValue exact McNemar test of equal accuracy, two-sided
   * @param pWorse exact test of "worse by the margin or more", one-sided: small speaks for the
   *     candidate
   * @param candidateOnlyRight images that the candidate has right and the champion wrong
   * @param championOnlyRight images that the champion has right and the candidate wrong
   */
  public record PairedTest(
      double pValue, double pWorse, int candidateOnlyRight, int championOnlyRight) {}

  public PromotionRow {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(decision, "decision");
    reason = ErrorText.of(reason);
    Objects.requireNonNull(candidateAccuracy, "candidate_accuracy");
    Objects.requireNonNull(championAccuracy, "champion_accuracy");
    decidedAt = RowChecks.micros(decidedAt);
  }

  /** The row of a decision with the test that it rests on, if there was one. */
  public static PromotionRow of(
      String model,
      String version,
      String decision,
      String reason,
      OptionalDouble candidateAccuracy,
      OptionalDouble championAccuracy,
      Optional<PairedTest> test,
      Instant decidedAt) {
    return new PromotionRow(
        model,
        version,
        decision,
        reason,
        candidateAccuracy,
        championAccuracy,
        test.map(it -> OptionalDouble.of(it.pValue())).orElseGet(OptionalDouble::empty),
        test.map(it -> OptionalDouble.of(it.pWorse())).orElseGet(OptionalDouble::empty),
        test.map(it -> OptionalInt.of(it.candidateOnlyRight())).orElseGet(OptionalInt::empty),
        test.map(it -> OptionalInt.of(it.championOnlyRight())).orElseGet(OptionalInt::empty),
        decidedAt);
  }
}
