package org.sparkresnet.tables.rows;

import java.util.List;
import java.util.OptionalDouble;
import org.sparkresnet.evaluate.Reliability;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/**
 * Row of the table {@code reliability}: a bin of a split's reliability diagram, in single views.
 */
public record ReliabilityRow(
    @Column("train, validation or test") String split,
    @Column("number of the bin, from 0") int bin,
    @Column("answers of the bin have a higher probability than this") double probabilityAbove,
    @Column("and at most this") double probabilityUpTo,
    @Column("images whose predicted class has such a probability") long examples,
    @Column("of these the ones that are right") long correct,
    @Column("mean of the probabilities; null of no image") OptionalDouble meanProbability,
    @Column("share that is right; null of no image") OptionalDouble accuracy) {

  /** The table of these rows. */
  public static final Table<ReliabilityRow> TABLE = Table.of("reliability", ReliabilityRow.class);

  public ReliabilityRow {
    RowChecks.requireSplit(split);
  }

  /** One row for each bin, in ascending order. */
  public static List<ReliabilityRow> of(String split, Reliability reliability) {
    return reliability.bins().stream().map(bin -> of(split, bin)).toList();
  }

  private static ReliabilityRow of(String split, Reliability.Bin bin) {
    boolean any = bin.examples() > 0;
    return new ReliabilityRow(
        split,
        bin.number(),
        bin.lower(),
        bin.upper(),
        bin.examples(),
        bin.correct(),
        any ? OptionalDouble.of(bin.meanProbability()) : OptionalDouble.empty(),
        any ? OptionalDouble.of(bin.accuracy()) : OptionalDouble.empty());
  }
}
