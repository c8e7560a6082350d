package org.sparkresnet.jobs;

import java.util.function.Function;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.RegistryWriter;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.StoreLocks;

/** Lock of the model {@code registry.model}: the one place where a registry is opened to change. */
public final class RegistryLock {
  private RegistryLock() {}

  /**
   * Changes the registry under the lock of its folder.
   *
   * @return what the change gives
   * @throws org.sparkresnet.common.UserError of code LOCKED if another process changes it
   */
  public static <T> T withLock(
      StoreLocks locks, JobConfig config, Function<RegistryWriter, T> change) {
    try (LockedStore locked = acquire(locks, config)) {
      try {
        return change.apply(RegistryWriter.open(locked.writer(), config.registry().model()));
      } catch (RuntimeException e) {
        throw locked.reasonFor(e) instanceof UserError reason ? reason : e;
      }
    }
  }

  /** Locks the registry's folder. */
  public static LockedStore acquire(StoreLocks locks, JobConfig config) {
    Registry registry = Registry.open(locks.store(), config.registry().model());
    return locks.forFolder(registry.folder(), "model " + registry.name());
  }

  /** Removes versions beyond registry.keep; to be called under the lock, after a change. */
  public static void prune(RegistryWriter registry, JobConfig config, JobListener listener) {
    registry
        .prune(config.registry().keep())
        .forEach(old -> listener.note("removed " + old + " (registry.keep)"));
  }
}
