package org.sparkresnet.jobs.upkeep;

import java.util.Optional;
import java.util.function.Supplier;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.jobs.JobListener;

/** Reader of the store's other files, which may be damaged themselves: a warning names them. */
record TolerantReader(JobListener listener) {
  /** What a file tells; empty if it is absent or damaged. */
  <T> Optional<T> of(Supplier<Optional<T>> reading) {
    return MaybeDamaged.of(reading).orTell(listener::warning).flatMap(it -> it);
  }
}
