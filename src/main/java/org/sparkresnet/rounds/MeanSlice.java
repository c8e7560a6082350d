package org.sparkresnet.rounds;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.sparkresnet.replica.Weights;
import scala.Tuple2;

/**
 * Slice of the mean over all workers, computed on an executor. The weights of each worker are cut
 * into as many slices as there are workers, and one shuffle brings slice i of all workers to task
 * i. The driver receives the mean once for any number of workers, and no worker sends more than
 * about the weights of one worker. Each value is summed in the order of the workers, so the mean
 * has the same bits as one computed by the driver.
 *
 * @param workers reports of all workers, in order; those of the first slice are whole
 */
record MeanSlice(Weights mean, List<WorkerReport> workers, int failedAttempts)
    implements Serializable {
  /** All slices, in order, as a lazy RDD. Performs one shuffle; the caller deletes its files. */
  static JavaRDD<MeanSlice> of(JavaRDD<WorkerResult> results, int slices) {
    return results
        .flatMapToPair(result -> cut(result, slices).iterator())
        .partitionBy(new HashPartitioner(slices))
        .mapPartitions(pieces -> List.of(mean(pieces)).iterator(), true);
  }

  private static List<Tuple2<Integer, WorkerResult>> cut(WorkerResult result, int slices) {
    return IntStream.range(0, slices)
        .mapToObj(
            i ->
                new Tuple2<>(
                    i,
                    new WorkerResult(
                        i == 0 ? result.report() : result.report().withoutObserved(),
                        result.weights().slice(i, slices))))
        .toList();
  }

  private static MeanSlice mean(Iterator<Tuple2<Integer, WorkerResult>> pieces) {
    List<WorkerResult> results = new ArrayList<>();
    pieces.forEachRemaining(piece -> results.add(piece._2()));
    results.sort(Comparator.comparingInt(WorkerResult::worker)); // they arrive in any order
    return new MeanSlice(
        WorkerResult.mean(results),
        results.stream().map(WorkerResult::report).toList(),
        WorkerReport.failedAttempts(TaskContext.get()));
  }
}
