package org.sparkresnet.common;

/** Exit codes of the process, which schedulers decide by. */
public enum ExitCode {
  /** The command did what it was asked for, or there was nothing to do. */
  DONE(0, "done, also when there was nothing to do"),
  /** A fault of this program, or a Spark job that failed. */
  BUG(1, "a bug, or a Spark job that failed"),
  /** A wrong option or key, or a machine that cannot do what was asked for. */
  USAGE(2, "usage or configuration"),
  /** Files, records or models that break a rule. */
  DATA(3, "input data"),
  /** A candidate that did not become the champion. */
  KEPT(4, "candidate not promoted"),
  /** A training whose loss is no finite number any more. */
  DIVERGED(5, "training diverged"),
  /** A lock that another process holds. */
  LOCKED(6, "another run holds the lock"),
  /** A file system that is full, away, over quota or read-only: another try may succeed. */
  STORAGE(7, "storage full, away or refused; worth another try"),
  /** Results that were to be the same, bit for bit, and are not. */
  DIFFERENT(8, "not the same bits: reproduce, bisect, drill");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** Number that the process ends with. */
  public int code() {
    return code;
  }

  /** Meaning in a few words, for --help. */
  public String meaning() {
    return meaning;
  }
}
