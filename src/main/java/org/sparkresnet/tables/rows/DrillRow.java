package org.sparkresnet.tables.rows;

import java.util.Objects;
import java.util.Optional;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/** Row of the table of drills: one disturbance of a small training, and what came of it. */
public record DrillRow(
    @Column("what was disturbed, such as executor") String drill,
    @Column("what was done to it") String done,
    @Column("held, failed or not possible") String outcome,
    @Column("what an undisturbed training gives") String expected,
    @Column("what came, or why the drill is not possible") String came,
    @Column("wall time of the drill, s") double seconds,
    @Column("SHA-256 of the parameters that came; or null") Optional<String> paramsSha256) {

  /** The table of these rows. */
  public static final Table<DrillRow> TABLE = Table.of("drills", DrillRow.class);

  /** Outcome of a drill after which bits and counts were those of the undisturbed training. */
  public static final String HELD = "held";

  /** Outcome of a drill after which something was not as expected. */
  public static final String FAILED = "failed";

  /** Outcome of a drill that this cluster or user cannot do. */
  public static final String NOT_POSSIBLE = "not possible";

  public DrillRow {
    Objects.requireNonNull(drill, "drill");
    Objects.requireNonNull(done, "done");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(expected, "expected");
    Objects.requireNonNull(came, "came");
    Objects.requireNonNull(paramsSha256, "params_sha256");
  }
}
