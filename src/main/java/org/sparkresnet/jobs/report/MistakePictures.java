package org.sparkresnet.jobs.report;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.TrainingData;
import org.sparkresnet.report.Mistakes;
import org.sparkresnet.report.ReportedRun;
import org.sparkresnet.report.TestPictures;
import org.sparkresnet.tables.rows.PredictionRow;

/** Finder of the pictures of a run's surest mistakes. Driver only. */
public final class MistakePictures {
  private MistakePictures() {}

  /** Takes the pictures from loaded images, which are the run's own. */
  public static TestPictures of(CifarImages images, ReportedRun run) {
    return of(images, wanted(run));
  }

  /** Reads the pictures from the data path of the run's configuration. */
  public static TestPictures read(JobContext context, ReportedRun run) {
    return read(
        context,
        JobConfig.stored(run.info().config(), "run " + run.info().id()),
        run.info().dataSha256().orElse("not stored"),
        wanted(run));
  }

  /**
   * Reads the pictures from the data path of a configuration. Reads and hashes all data, as
   * training does: pictures of other data would be no pictures of the mistakes.
   *
   * @param expected SHA-256 of the data
   * @param wanted example ids of test images
   */
  static TestPictures read(
      JobContext context, JobConfig config, String expected, Set<Long> wanted) {
    if (wanted.isEmpty()) {
      return TestPictures.of(Map.of());
    }
    String path = config.data().pathText();
    try (CifarImages images = TrainingData.load(context, config, TrainingData.PARTS)) {
      return images.sha256().equals(expected)
          ? of(images, wanted)
          : TestPictures.none(
              "the data in %s are not those of the run: their SHA-256 is %s, was %s"
                  .formatted(path, images.sha256(), expected));
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      UserError error =
          UserError.in(e).orElseThrow(() -> new IllegalStateException(path + ": unreadable", e));
      return TestPictures.none("the data can no longer be read: " + error.getMessage());
    }
  }

  private static TestPictures of(CifarImages images, Set<Long> wanted) {
    Map<Long, byte[]> pixels = new HashMap<>();
    if (!wanted.isEmpty()) {
      // Which one does not matter: the pixels are taken as they are stored.
      Normalization any = JobConfig.defaults().dataset().normalization();
      JavaRDD<Shard> shards = images.test(any).shards();
      SparkJobNames.step(
              shards.context(),
              "pictures of mistakes",
              () -> shards.map(shard -> select(shard, wanted)).collect())
          .forEach(pixels::putAll);
    }
    return TestPictures.of(pixels);
  }

  private static Set<Long> wanted(ReportedRun run) {
    return new TreeSet<>(
        Mistakes.surest(run.mistakes()).stream().map(PredictionRow::exampleId).toList());
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
