package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.StoredTables;

/** The order of the suspect labels, on all of CIFAR-10 with some labels changed. */
class SuspectLabelsClusterIT {
  private static final int IMAGES = 50_000;
  private static final int IMAGES_A_FILE = 10_000;
  private static final int BYTES_AN_IMAGE = 3_073;
  private static final int CLASSES = 10;
  private static final int CHANGED = IMAGES / 100;
  private static final int MOST_MINUTES = 75;

  @TempDir private static Path folder;

  /** Trainings had 438 to 448 of 500: the guide's recipes.md has them. */
  @Nightly
  @Test
  void seventeenOfTwentyWrongLabelsStandAmongTheFirstThreeOfTwoHundredImages() throws IOException {
    Path data = folder.resolve("cifar-10");
    require(Submission.run("submit/local", "fetch", "--set", "data.path=" + data));
    // Another seed than that of the labels by which the order was chosen.
    Set<Long> changed = changeLabels(data, 2);
    Path store = folder.resolve("store");
    require(
        Submission.run(
            MOST_MINUTES,
            "submit/local",
            "train",
            "--config",
            "conf/sweeps/resnet20-sgd.conf",
            "--store",
            store.toString(),
            "--run-id",
            "suspects",
            "--set",
            "data.path=" + data,
            "--set",
            "evaluate.every-epochs=0",
            "--set",
            "results.example-dynamics=true"));

    List<Long> first =
        new StoredTables(store)
            .rows("example_dynamics", "suspects").stream()
                .filter(row -> row.<Long>getAs("suspect_rank") <= IMAGES * 3 / 200)
                .map(row -> row.<Long>getAs("example_id"))
                .toList();
    assertThat(first).hasSize(750);
    assertThat(first.stream().filter(changed::contains).count())
        .as("of 500 wrong labels among the first 750 images")
        .isGreaterThanOrEqualTo(CHANGED * 17 / 20);
  }

  private static void require(Submission submission) {
    assertThat(submission.code()).as(submission.said()).isZero();
  }

  /** Gives one in a hundred training images another label, and tells their ids. */
  private static Set<Long> changeLabels(Path data, long seed) throws IOException {
    Random random = new Random(seed);
    Set<Long> ids =
        random
            .longs(0, IMAGES)
            .distinct()
            .limit(CHANGED)
            .boxed()
            .collect(Collectors.toUnmodifiableSet());
    for (int file = 0; file < IMAGES / IMAGES_A_FILE; file++) {
      Path batch = data.resolve("data_batch_%d.bin".formatted(file + 1));
      byte[] bytes = Files.readAllBytes(batch);
      for (int i = 0; i < IMAGES_A_FILE; i++) {
        if (ids.contains((long) file * IMAGES_A_FILE + i)) {
          int label = bytes[i * BYTES_AN_IMAGE];
          int other = (label + 1 + random.nextInt(CLASSES - 1)) % CLASSES;
          bytes[i * BYTES_AN_IMAGE] = (byte) other;
        }
      }
      Files.write(batch, bytes);
    }
    return ids;
  }
}
