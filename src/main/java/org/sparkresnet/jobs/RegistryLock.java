package org.sparkresnet.jobs;

import java.io.PrintWriter;
import java.util.function.Function;
import org.sparkresnet.config.Settings;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.Store;

/** The one place where the registry is opened to change it. */
public final class RegistryLock {
  private RegistryLock() {}

  /**
   * Changes the registry of registry.model under the lock of its folder.
   *
   * @param application Spark's id, or the name of a command that does without Spark
   * @param notes is told when a lock that a killed process left must be waited for
   * @return what the change gives
   * @throws org.sparkresnet.common.UserError of kind LOCKED if another process changes it
   */
  public static <T> T withLock(
      Store store,
      Settings settings,
      String application,
      PrintWriter notes,
      Function<Registry, T> change) {
    String model = settings.text("registry.model");
    try (FolderLock lock =
        RunLocks.acquire(
            store,
            Registry.open(store, model).folder(),
            "model " + model,
            application,
            settings,
            notes)) {
      return change.apply(Registry.open(RunLocks.store(store, lock, settings), model));
    }
  }

  /** Removes versions beyond registry.keep; to be called under the lock, after a change. */
  public static void prune(Registry registry, Settings settings, PrintWriter out) {
    registry
        .prune(settings.integer("registry.keep"))
        .forEach(old -> out.println("removed " + old + " (registry.keep)"));
  }
}
