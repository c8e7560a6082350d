package org.sparkresnet.jobs.convert;

import java.util.List;
import org.sparkresnet.common.HumanText;

/** Text of a list of names that may be long: the first three, and the number of the others. */
final class FewNames {
  private static final int NAMED = 3;

  private FewNames() {}

  /** "a, b, c and 1,234 more". */
  static String of(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
        + (names.size() > NAMED ? HumanText.format(" and %,d more", names.size() - NAMED) : "");
  }
}
