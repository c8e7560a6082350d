package org.sparkresnet.jobs.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cli.Main;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.jobs.ConfiguredImages;
import org.sparkresnet.report.Mistakes;
import org.sparkresnet.report.ReportedRun;
import org.sparkresnet.report.TestPictures;
import org.sparkresnet.tables.PredictionRow;

/** Finds the pictures of a run's surest mistakes. */
public final class MistakePictures {
  private MistakePictures() {}

  /** From images that are loaded: the run's own. */
  public static TestPictures of(CifarImages images, ReportedRun run) {
    return of(images, wanted(run));
  }

  /** From the data path of the run's configuration. */
  public static TestPictures read(SparkSession spark, ReportedRun run) {
    return read(
        spark,
        Settings.stored(run.info().config()),
        run.info().dataSha256().orElse("not stored"),
        wanted(run));
  }

  /**
   * From the data path of a configuration. Reads and hashes all data, as training does: pictures of
   * other data would be no pictures of the mistakes.
   *
   * @param expected SHA-256 of the data
   * @param wanted example ids of test images
   */
  static TestPictures read(
      SparkSession spark, Settings settings, String expected, Set<Long> wanted) {
    if (wanted.isEmpty()) {
      return TestPictures.of(Map.of());
    }
    String path = settings.values().get("data.path");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try (CifarImages images =
        ConfiguredImages.load(
            context, settings, Math.max(1, spark.sparkContext().defaultParallelism()))) {
      return images.sha256().equals(expected)
          ? of(images, wanted)
          : TestPictures.none(
              "the data in %s are not those of the run: their SHA-256 is %s, was %s"
                  .formatted(path, images.sha256(), expected));
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      UserError error =
          Main.userError(e).orElseThrow(() -> new IllegalStateException(path + ": unreadable", e));
      return TestPictures.none("the data can no longer be read: " + error.getMessage());
    }
  }

  private static TestPictures of(CifarImages images, Set<Long> wanted) {
    Map<Long, byte[]> pixels = new HashMap<>();
    if (!wanted.isEmpty()) {
      // Which one does not matter: the pixels are taken as they are stored.
      Normalization any = Recipes.normalization(Settings.load(null, List.of()));
      images
          .test(any)
          .shards()
          .map(shard -> select(shard, wanted))
          .collect()
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
