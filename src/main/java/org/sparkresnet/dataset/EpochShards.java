package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Deals the cached training images to the workers for each epoch, in the order of {@link
 * EpochOrder}. Performs one shuffle of the images' bytes (154 MB for CIFAR-10). The result does not
 * depend on the order in which the pieces arrive.
 */
public final class EpochShards {
  private EpochShards() {}

  /**
   * The shards of one epoch as a lazy RDD: partition w has one element, the images of worker w in
   * training order.
   *
   * @param images all training images in any partitioning, without the held-out ones
   * @param heldOut held-out images; the others are numbered without gaps
   * @param examples number of images
   */
  public static JavaRDD<Shard> of(
      JavaRDD<Shard> images,
      HeldOutImages heldOut,
      int examples,
      int workers,
      long seed,
      int epoch) {
    return images
        .flatMapToPair(
            shard -> deal(shard, heldOut, EpochOrder.of(seed, epoch, examples, workers)).iterator())
        .partitionBy(new HashPartitioner(workers))
        .mapPartitionsWithIndex(
            (worker, pieces) ->
                assemble(worker, EpochOrder.size(examples, workers, worker), pieces),
            true);
  }

  /** Images sent to a worker: image i becomes image places[i] of the worker's shard. */
  private record Piece(int[] places, Shard images) implements Serializable {}

  private static List<Tuple2<Integer, Piece>> deal(
      Shard shard, HeldOutImages heldOut, EpochOrder order) {
    int n = shard.size();
    int[] place = new int[n];
    int[] worker = new int[n];
    List<List<Integer>> byWorker = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int position = order.position(heldOut.denseIndex(shard.ids()[i]));
      worker[i] = order.worker(position);
      place[i] = position - order.firstPosition(worker[i]);
      while (byWorker.size() <= worker[i]) {
        byWorker.add(new ArrayList<>());
      }
      byWorker.get(worker[i]).add(i);
    }
    List<Tuple2<Integer, Piece>> pieces = new ArrayList<>();
    for (int w = 0; w < byWorker.size(); w++) {
      List<Integer> images = byWorker.get(w);
      if (!images.isEmpty()) {
        int[] places = images.stream().mapToInt(i -> place[i]).toArray();
        ShardBuilder selected = new ShardBuilder(places.length);
        images.forEach(i -> selected.set(selected.filled(), shard, i));
        pieces.add(new Tuple2<>(w, new Piece(places, selected.build())));
      }
    }
    return pieces;
  }

  private static Iterator<Shard> assemble(
      int worker, int size, Iterator<Tuple2<Integer, Piece>> pieces) {
    ShardBuilder shard = new ShardBuilder(size);
    while (pieces.hasNext()) {
      Piece piece = pieces.next()._2();
      for (int i = 0; i < piece.places().length; i++) {
        shard.set(piece.places()[i], piece.images(), i);
      }
    }
    if (shard.filled() != size) {
      throw new IllegalStateException(
          "worker %d was dealt %d images of %d".formatted(worker, shard.filled(), size));
    }
    return Collections.singletonList(shard.build()).iterator();
  }
}
