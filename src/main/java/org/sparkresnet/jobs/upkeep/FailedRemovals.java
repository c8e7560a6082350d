package org.sparkresnet.jobs.upkeep;

import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.JobListener;

/** Errors of removals that did not keep others from being made. Driver only. */
final class FailedRemovals {
  private final List<UserError> failures;

  /**
   * @param failures so far
   */
  FailedRemovals(List<UserError> failures) {
    this.failures = new ArrayList<>(failures);
  }

  /** Adds that of a further removal. */
  void add(UserError failure) {
    failures.add(failure);
  }

  /**
   * Requires that every removal was made. Of several that were not, each is told.
   *
   * @throws UserError of the first one, with the number of the others
   */
  void requireNone(JobListener listener) {
    if (failures.isEmpty()) {
      return;
    }
    UserError first = failures.get(0);
    int others = failures.size() - 1;
    if (others == 0) {
      throw first;
    }
    failures.forEach(failure -> listener.warning(failure.getMessage()));
    throw UserError.storage(first.getMessage() + ", and %d more".formatted(others), first);
  }
}
