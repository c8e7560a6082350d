package org.sparkresnet.jobs.upkeep;

/**
 * Outcome of a repair, or of its preview.
 *
 * @param mended files that have their rows again, or would have
 * @param accepted files whose loss was accepted
 * @param lost files that are left as they are, because nothing restores their rows
 * @param busy files of runs that a job works on, or that a job has changed meanwhile
 */
public record RepairResult(int mended, int accepted, int lost, int busy) {
  static final RepairResult NONE = new RepairResult(0, 0, 0, 0);

  RepairResult plus(RepairResult other) {
    return new RepairResult(
        mended + other.mended, accepted + other.accepted, lost + other.lost, busy + other.busy);
  }

  /** Files that are or were damaged. */
  public int files() {
    return mended + accepted + lost + busy;
  }
}
