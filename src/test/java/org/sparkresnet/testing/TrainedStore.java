package org.sparkresnet.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Store with two trained runs: seed-1 and seed-2, ResNet-8 after an epoch of the slice, normalised
 * with means of 0.5. They are trained once in a JVM; each test works on a copy.
 */
public final class TrainedStore {
  private static Path trained;

  private TrainedStore() {}

  /** Copies the store into a folder that is not there yet, or empty. */
  public static Path copyTo(Path target) throws IOException {
    Path source = trained();
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    return target;
  }

  private static synchronized Path trained() throws IOException {
    if (trained == null) {
      Path store = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "trained-store");
      for (String seed : new String[] {"1", "2"}) {
        SmallTraining.in(store)
            .train(
                "seed-" + seed,
                "train.batch-size=50",
                "dataset.mean=[0.5, 0.5, 0.5]",
                "train.seed=" + seed);
      }
      trained = store;
    }
    return trained;
  }
}
