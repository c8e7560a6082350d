package org.sparkresnet.jobs.drill;

/** Reason why a disturbance cannot be made on this cluster, by this user. */
final class NotPossible extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotPossible(String reason) {
    super(reason);
  }
}
