package org.sparkresnet.cli;

import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.Store;
import org.sparkresnet.results.Summary;
import org.sparkresnet.train.TrainConfig;

/** What train says in the end. */
final class SummaryText {
  private SummaryText() {}

  static String of(
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
        Durations.text(summary.wallSeconds()),
        summary.trainImagesPerSecond().orElse(0),
        summary.workers(),
        summary.rounds(),
        summary.paramsSha256().orElse(""),
        shown(store.model(run)),
        shown(store.summary(run)),
        shown(new Path(store.root(), "tables")));
  }

  /** Local paths without their scheme. */
  static String shown(Path path) {
    return path.toString().replaceFirst("^file:/*", "/");
  }

  /** A word of a shell's command line, in quotes if the shell would make something else of it. */
  static String shell(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
