package org.sparkresnet.cli;

import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.Summary;
import org.sparkresnet.train.TrainConfig;

/** What train says in the end. */
public final class TrainText {
  private TrainText() {}

  public static String of(
      TrainConfig config, Summary summary, ClassificationReport test, Store store, RunId run) {
    return String.format(
        Locale.ROOT,
        """

        %s, run %s
          test accuracy   %.2f %%   (top-5 %.2f %%, loss %.4f, %,d images)
          trained         %,d images in %s: %,.0f images/s on %d workers, %,d rounds
          parameters      SHA-256 %s
          model           %s
          summary         %s
          tables          %s""",
        config.replica().network().displayName(),
        run,
        100 * test.accuracy(),
        100 * test.top5Accuracy(),
        test.loss(),
        test.examples(),
        summary.examplesSeen(),
        HumanText.text(summary.wallSeconds()),
        summary.trainImagesPerSecond().orElse(0),
        summary.workers(),
        summary.rounds(),
        summary.paramsSha256().orElse(""),
        shown(store.model(run)),
        shown(store.summary(run)),
        shown(new Path(store.root(), "tables")));
  }

  /** Local paths without their scheme. */
  public static String shown(Path path) {
    return path.toString().replaceFirst("^file:/*", "/");
  }

  /** A word of a shell's command line, in quotes if the shell would make something else of it. */
  static String shell(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
