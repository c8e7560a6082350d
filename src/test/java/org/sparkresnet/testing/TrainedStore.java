package org.sparkresnet.testing;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/**
 * Store with trained runs: seed-1, and seed-2 if it is wanted, ResNet-8 after an epoch of the
 * slice, normalised with means of 0.5. They are trained once in a build; each test works on a copy.
 */
public final class TrainedStore {
  private TrainedStore() {}

  /** Copies the store with the run seed-1 into a folder that is not there yet, or empty. */
  public static Path copyTo(Path target) throws IOException {
    return copy(one(), target);
  }

  /** Copies the store with both runs into a folder that is not there yet, or empty. */
  public static Path copyBothTo(Path target) throws IOException {
    return copy(two(), target);
  }

  private static Path copy(Path source, Path target) throws IOException {
    FileUtils.copyDirectory(source.toFile(), target.toFile());
    return target;
  }

  private static Path one() throws IOException {
    return MadeOnce.folder("trained-one", store -> train(store, 1));
  }

  private static Path two() throws IOException {
    return MadeOnce.folder(
        "trained-two",
        store -> {
          copy(one(), store);
          train(store, 2);
        });
  }

  private static void train(Path store, int seed) throws IOException {
    SmallTraining.in(store)
        .train(
            "seed-" + seed,
            "train.batch-size=50",
            "dataset.mean=[0.5, 0.5, 0.5]",
            "train.seed=" + seed);
  }
}
