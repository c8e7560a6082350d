package org.sparkresnet.jobs.report;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.TrainingData;
import org.sparkresnet.report.Mistakes;
import org.sparkresnet.report.Pictures;
import org.sparkresnet.report.ReportPictures;
import org.sparkresnet.report.ReportedRun;
import org.sparkresnet.tables.rows.ExampleDynamicsRow;
import org.sparkresnet.tables.rows.PredictionRow;

/** Finder of the pictures of a run's surest mistakes and suspect labels. Driver only. */
public final class FoundPictures {
  private FoundPictures() {}

  /** Takes the pictures from loaded images, which are the run's own. */
  public static ReportPictures of(CifarImages images, ReportedRun run) {
    return of(images, mistakes(run), suspects(run));
  }

  /** Reads the pictures from the data path of the run's configuration. */
  public static ReportPictures read(JobContext context, ReportedRun run) {
    MaybeDamaged<JobConfig> config = config(run);
    return config.damage().isPresent()
        ? ReportPictures.none("the data are not known: " + config.damage().get().getMessage())
        : read(
            context,
            config.content().orElseThrow(),
            run.info().dataSha256().orElse("not stored"),
            mistakes(run),
            suspects(run));
  }

  /** The configuration of a run; damaged where this build refuses what it says of the data. */
  static MaybeDamaged<JobConfig> config(ReportedRun run) {
    return MaybeDamaged.of(
        () -> {
          JobConfig config = JobConfig.stored(run.info().config(), "run " + run.info().id());
          config.data();
          return config;
        });
  }

  /**
   * Reads the pictures from the data path of a configuration. Reads and hashes all data, as
   * training does: pictures of other data would be no pictures of the mistakes.
   *
   * @param expected SHA-256 of the data
   * @param test example ids of test images
   * @param training example ids of training images
   */
  static ReportPictures read(
      JobContext context, JobConfig config, String expected, Set<Long> test, Set<Long> training) {
    if (test.isEmpty() && training.isEmpty()) {
      return new ReportPictures(Pictures.of(Map.of()), Pictures.of(Map.of()));
    }
    String path = config.data().pathText();
    try (CifarImages images = TrainingData.load(context, config, TrainingData.PARTS)) {
      return images.sha256().equals(expected)
          ? of(images, test, training)
          : ReportPictures.none(
              "the data in %s are not those of the run: their SHA-256 is %s, was %s"
                  .formatted(path, images.sha256(), expected));
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      UserError error =
          UserError.in(e).orElseThrow(() -> new IllegalStateException(path + ": unreadable", e));
      return ReportPictures.none("the data can no longer be read: " + error.getMessage());
    }
  }

  private static ReportPictures of(CifarImages images, Set<Long> test, Set<Long> training) {
    return new ReportPictures(
        of(images.testShards(), "pictures of mistakes", test),
        of(images.trainingShards(), "pictures of suspect labels", training));
  }

  private static Pictures of(JavaRDD<Shard> shards, String step, Set<Long> wanted) {
    Map<Long, byte[]> pixels = new HashMap<>();
    if (!wanted.isEmpty()) {
      SparkJobNames.step(
              shards.context(), step, () -> shards.map(shard -> select(shard, wanted)).collect())
          .forEach(pixels::putAll);
    }
    return Pictures.of(pixels);
  }

  private static Set<Long> mistakes(ReportedRun run) {
    return new TreeSet<>(
        Mistakes.surest(run.mistakes()).stream().map(PredictionRow::exampleId).toList());
  }

  private static Set<Long> suspects(ReportedRun run) {
    return new TreeSet<>(run.suspects().stream().map(ExampleDynamicsRow::exampleId).toList());
  }

  private static Map<Long, byte[]> select(Shard shard, Set<Long> wanted) {
    Map<Long, byte[]> pixels = new HashMap<>();
    IntStream.range(0, shard.size())
        .filter(i -> wanted.contains(shard.ids()[i]))
        .forEach(
            i -> {
              byte[] image = new byte[Shard.IMAGE_BYTES];
              System.arraycopy(shard.pixels(), i * Shard.IMAGE_BYTES, image, 0, Shard.IMAGE_BYTES);
              pixels.put(shard.ids()[i], image);
            });
    return pixels;
  }
}
