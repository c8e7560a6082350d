package org.sparkresnet.jobs.upkeep;

import java.util.Optional;
import java.util.function.Supplier;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.JobListener;

/** Reader of the store's other files, which may be damaged themselves: a warning names them. */
record TolerantReader(JobListener listener) {
  /** What a file tells; empty if it is absent or damaged. */
  <T> Optional<T> of(Supplier<Optional<T>> reading) {
    try {
      return reading.get();
    } catch (UserError e) {
      if (e.exitCode() != ExitCode.DATA) {
        throw e;
      }
      listener.warning(e.getMessage());
      return Optional.empty();
    }
  }
}
