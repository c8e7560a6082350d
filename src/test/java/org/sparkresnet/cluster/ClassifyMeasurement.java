package org.sparkresnet.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.LabelMode;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.evaluate.ScoreJob;
import org.sparkresnet.jobs.evaluate.ScoreRequest;
import org.sparkresnet.jobs.evaluate.ScoreResult;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.store.RunId;

/**
 * Measures the function classify beside score on the same images, in turn in one application. The
 * guide's sql.md has the command and its figures; no test.
 */
public final class ClassifyMeasurement {
  private static final String MODEL = "champion";

  private ClassifyMeasurement() {}

  /**
   * Prints images a second of each round, and the median of the quotients.
   *
   * @param args folder of a new store, folder of CIFAR-10, rounds, then key=value of the model
   */
  public static void main(String[] args) throws IOException {
    String data = args[1];
    int rounds = Integer.parseInt(args[2]);
    List<String> keys = new ArrayList<>(List.of("data.path=src/test/resources/cifar10-slice"));
    keys.addAll(List.of(args).subList(3, args.length));
    JobConfig config = JobConfig.load(null, keys);
    try (JobContext context =
        JobContext.open("classify measurement", args[0], JobListener.SILENT)) {
      new RetrainJob(context).run(RetrainRequest.nightly(config, "first"));
      SparkSession spark = context.spark();
      spark.conf().set("spark.sparkresnet.store", args[0]);
      // The function computes as score does with the same keys.
      List.of(args).subList(3, args.length).stream()
          .filter(key -> key.startsWith("train.precision=") || key.startsWith("evaluate."))
          .map(key -> key.split("=", 2))
          .forEach(key -> spark.conf().set("spark.sparkresnet.set." + key[0], key[1]));
      table(context, data, args[0] + "/images");
      List<Double> quotients = new ArrayList<>();
      for (int round = 0; round <= rounds; round++) { // the first warms Java up
        double scored = score(context, config, data, round);
        double classified = classify(spark);
        if (round > 0) {
          quotients.add(classified / scored);
        }
        System.out.printf(
            Locale.ROOT, "score %.0f  classify_detail %.0f images/s%n", scored, classified);
      }
      System.out.printf(
          Locale.ROOT, "median %.3f%n", quotients.stream().sorted().toList().get((rounds - 1) / 2));
    }
  }

  private static void table(JobContext context, String data, String parquet) {
    SparkSession spark = context.spark();
    Dataset<Row> images =
        spark
            .createDataset(
                context
                    .sparkContext()
                    .binaryRecords(data + "/*.bin", CifarFormat.RECORD_BYTES)
                    .map(it -> Arrays.copyOfRange(it, 1, it.length))
                    .rdd(),
                org.apache.spark.sql.Encoders.BINARY())
            .toDF("image");
    images.write().parquet(parquet);
    spark.read().parquet(parquet).createOrReplaceTempView("images");
  }

  private static double score(JobContext context, JobConfig config, String data, int round)
      throws IOException {
    ScoreResult result =
        new ScoreJob(context)
            .run(
                new ScoreRequest(
                    config, new RunId("score-" + round), MODEL, List.of(data), LabelMode.YES));
    return result.imagesPerSecond();
  }

  /** All answers, as rows that nobody keeps. */
  private static double classify(SparkSession spark) {
    long images = spark.table("images").count();
    long begin = System.nanoTime();
    spark
        .sql("select classify_detail(image, 'cifar-10@champion') as answer from images")
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return images / ((System.nanoTime() - begin) / 1e9);
  }
}
