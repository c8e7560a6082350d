package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.results.FolderLock;
import org.sparkresnet.results.LockOwner;
import org.sparkresnet.results.Store;

/** The one place where the registry is opened to change it. */
final class RegistryLock {
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
            RunLocks.lease(settings),
            notes::println)) {
      change.accept(Registry.open(RunLocks.store(store, lock, settings), model));
    }
  }

  /** Removes versions beyond registry.keep; to be called under the lock, after a change. */
  static void prune(Registry registry, Settings settings, PrintWriter out) {
    registry
        .prune(settings.integer("registry.keep"))
        .forEach(old -> out.println("removed " + old + " (registry.keep)"));
  }
}
