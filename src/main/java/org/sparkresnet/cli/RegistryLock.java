package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.results.FolderLock;
import org.sparkresnet.results.LockOwner;
import org.sparkresnet.results.Store;

/** The one place where the registry is opened to change it. */
final class RegistryLock {
  /** A holder that is silent for so long is taken for dead. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  private RegistryLock() {}

  /**
   * Changes the registry of registry.model under the lock of its folder.
   *
   * @param application Spark's id, or the name of a command that does without Spark
   * @param notes is told when a lock that a killed process left must be waited for
   * @throws org.sparkresnet.UserError of kind LOCKED if another process changes it
   */
  static void withLock(
      Store store,
      Settings settings,
      String application,
      PrintWriter notes,
      Consumer<Registry> change) {
    String model = settings.text("registry.model");
    try (FolderLock lock =
        FolderLock.acquire(
            store,
            Registry.open(store, model).folder(),
            "model " + model,
            LockOwner.here(application),
            LEASE,
            notes::println)) {
      change.accept(Registry.open(store.guardedBy(lock::requireHeld), model));
    }
  }
}
