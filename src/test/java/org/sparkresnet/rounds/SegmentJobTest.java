package org.sparkresnet.rounds;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.sparkresnet.exchange.Rendezvous;
import org.sparkresnet.testing.LocalSpark;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction1;

class SegmentJobTest {
  private static final ClassTag<SegmentResult> TAG = ClassTag.apply(SegmentResult.class);

  /** A task that ends at once. */
  private static final class Nothing
      extends AbstractFunction1<Iterator<Integer>, Iterator<SegmentResult>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<SegmentResult> apply(Iterator<Integer> values) {
      return JavaConverters.asScalaIterator(Collections.<SegmentResult>emptyIterator());
    }
  }

  /**
   * As where an executor is lost just before. Spark then looks for room forty times in ten minutes,
   * unless its settings say otherwise, and cannot cancel the job meanwhile.
   */
  @Test
  @Timeout(value = 60, unit = SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void aSegmentThatHasNoRoomIsGivenUpAfterTheTimeOfItsMeeting() {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    int workers = spark.defaultParallelism() + 1;
    List<Integer> numbers = Collections.nCopies(workers, 1);
    JavaRDD<SegmentResult> tasks =
        new JavaRDD<>(
            spark
                .parallelize(numbers, workers)
                .rdd()
                .barrier()
                .mapPartitions(new Nothing(), true, TAG),
            TAG);
    try (Rendezvous rendezvous = new Rendezvous(SparkEnv.get())) {
      rendezvous.begin(1, workers);
      SegmentJob job = new SegmentJob(spark, "no room", rendezvous, 1);
      assertThatThrownBy(() -> job.run(tasks, round -> {}))
          .isInstanceOfSatisfying(
              SegmentFailure.class, e -> assertThat(e.isWorthAnotherTry()).isFalse())
          .hasMessage(
              "0 of %d workers could begin within 1 seconds (train.exchange.timeout-seconds)"
                  .formatted(workers));
    }
  }
}
