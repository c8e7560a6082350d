package org.sparkresnet.config;

import java.util.function.DoublePredicate;

/**
 * Rule of a key's number.
 *
 * @param words as a message gives them after "must be": "at least 1"
 * @param holds false for NaN
 */
record Rule(String words, DoublePredicate holds) {
  /** A share of a whole. */
  static final Rule SHARE = between(0, 1);

  static Rule atLeast(long least) {
    return new Rule("at least " + least, value -> value >= least);
  }

  /** 0, which turns something off, or at least so much. */
  static Rule zeroOrAtLeast(long least) {
    return new Rule("0 or at least " + least, value -> value == 0 || value >= least);
  }

  static Rule above(long bound) {
    return new Rule("above " + bound, value -> value > bound);
  }

  static Rule between(long least, long most) {
    return new Rule("between " + least + " and " + most, value -> value >= least && value <= most);
  }
}
