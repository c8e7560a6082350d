package org.sparkresnet.train;

import java.io.Serial;
import org.sparkresnet.common.UserError;

/** Reason why a run cannot go on from its checkpoints, though its files can be read. */
final class UnusableCheckpoint extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private static final String OTHER_RUN = ": choose another --run-id, or --fresh to begin again";

  private final transient UserError refusal;

  private UnusableCheckpoint(String reason, UserError refusal) {
    super(reason);
    this.refusal = refusal;
  }

  /** A checkpoint of another configuration, or of other data. */
  static UnusableCheckpoint otherRun(String reason) {
    return new UnusableCheckpoint(reason, UserError.usage(reason + OTHER_RUN));
  }

  /** A checkpoint of a format that this program cannot read. */
  static UnusableCheckpoint otherVersion(String reason) {
    return new UnusableCheckpoint(reason, UserError.data(reason + OTHER_RUN));
  }

  /** Checkpoints of which none is whole. */
  static UnusableCheckpoint damaged(String reason) {
    return new UnusableCheckpoint(reason, UserError.data(reason + "; --fresh begins again"));
  }

  /** Error for a run that must not begin again by itself; tells how it can. */
  UserError refusal() {
    return refusal;
  }
}
