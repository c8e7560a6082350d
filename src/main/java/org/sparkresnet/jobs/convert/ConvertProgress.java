package org.sparkresnet.jobs.convert;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.util.LongAccumulator;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.jobs.JobContext;

/** Runs the Spark job that converts pictures, and tells every few seconds how far it is. */
final class ConvertProgress {
  private static final long SECONDS_OF_A_LINE = 5;

  private final JobContext context;
  private final long pictures;
  private final LongAccumulator done;

  /**
   * @param done counts the pictures of tasks that have ended
   */
  ConvertProgress(JobContext context, long pictures, LongAccumulator done) {
    this.context = context;
    this.pictures = pictures;
    this.done = done;
  }

  <T> List<T> collect(JavaRDD<T> rdd) {
    return SparkJobNames.step(
        context.spark().sparkContext(),
        HumanText.format("%,d pictures", pictures),
        () -> await(rdd.collectAsync()));
  }

  private <T> List<T> await(JavaFutureAction<List<T>> job) {
    long begin = System.nanoTime();
    while (true) {
      try {
        return job.get(SECONDS_OF_A_LINE, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        long converted = Math.min(pictures, done.value()); // a repeated task counts again
        context
            .listener()
            .note(
                HumanText.format(
                    "converted %,d of %,d pictures, %s",
                    converted,
                    pictures,
                    HumanText.speed(converted / ((System.nanoTime() - begin) / 1e9))));
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        job.cancel(true);
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
