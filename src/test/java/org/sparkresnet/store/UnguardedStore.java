package org.sparkresnet.store;

import org.sparkresnet.files.AtomicFiles;

/** Writers of stores that belong to one test, which needs no lock. */
public final class UnguardedStore {
  private UnguardedStore() {}

  /** Writer that asks nobody. */
  public static StoreWriter writer(Store store) {
    return new StoreWriter(store, store.files());
  }

  /** Writer of files of the test's. */
  public static StoreWriter writer(Store store, AtomicFiles files) {
    return new StoreWriter(store, files);
  }

  /** Writer that asks a guard of the test's. */
  public static StoreWriter writer(Store store, AtomicFiles.Guard guard) {
    return new StoreWriter(store, store.files().guardedBy(guard));
  }
}
