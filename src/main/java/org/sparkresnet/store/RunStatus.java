package org.sparkresnet.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;

/** State of a run. */
public enum RunStatus {
  /** Still at work, or killed, or stopped by a signal: it may go on. */
  RUNNING,
  /** Done, with all its results written. */
  FINISHED,
  /** Ended by an error. */
  FAILED;

  @JsonCreator
  static RunStatus of(String name) {
    return Arrays.stream(values())
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("RUNNING, FINISHED or FAILED"));
  }
}
