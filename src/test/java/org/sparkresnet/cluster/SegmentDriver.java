package org.sparkresnet.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.rounds.RoundProgress;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/**
 * Program of a driver that trains in segments of an epoch, with a checkpoint at the end of each.
 * Its first start ends by SIGKILL, as soon as a round in the middle of the second segment was
 * averaged; the next one goes on. Arguments: a folder.
 */
public final class SegmentDriver {
  /** 10 minibatches of a worker an epoch in rounds of 3, 3, 3 and 1. */
  static final SmallRun RUN = new SmallRun(8, 2, 16, 3, 3, SmallRun.AUTO);

  private static final int ITERATIONS_OF_SEGMENT = 10;
  private static final long LAST_ROUND = 5;

  private SegmentDriver() {}

  /** The rounds that a start has told as finished, a line each. */
  static Path rounds(Path folder) {
    return folder.resolve("rounds");
  }

  /** SHA-256 of the parameters and number of examples at the end of the run. */
  static Path result(Path folder) {
    return folder.resolve("result");
  }

  /** Is there once the driver was killed. */
  static Path killed(Path folder) {
    return folder.resolve("killed");
  }

  /** Trains, or goes on. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    boolean first = !Files.exists(killed(folder));
    StringBuilder rounds = new StringBuilder();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void progressed(RoundProgress round) {
            if (first && round.round().number() == LAST_ROUND) {
              killMyself(folder);
            }
          }

          @Override
          public void roundFinished(RoundReport round) {
            rounds.append(round.round().number()).append('\n');
          }
        };
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("test"));
        CifarImages images = SmallRun.images(spark)) {
      SmallRun.Outcome outcome =
          RUN.goOn(
              spark,
              images.training(SmallRun.NORMALIZATION),
              folder,
              ITERATIONS_OF_SEGMENT,
              listener);
      Files.writeString(rounds(folder), rounds);
      Files.writeString(
          result(folder),
          outcome.result().parametersSha256() + " " + outcome.result().progress().examples());
    }
  }

  private static void killMyself(Path folder) {
    try {
      Files.createFile(killed(folder));
      new ProcessBuilder("kill", "-KILL", String.valueOf(ProcessHandle.current().pid())).start();
      Thread.sleep(60_000);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
