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
 * Deals cached images to parts of equal size (to within one image), by the position of each image
 * among all. Performs one shuffle of the images' bytes. The result depends neither on the
 * partitioning of the images nor on the order in which the pieces arrive.
 */
final class DealtShards {
  private DealtShards() {}

  /** Positions of the images, from 0. */
  @FunctionalInterface
  interface Positions {
    /** Position of the image with this id. */
    int of(long id);
  }

  /** Way in which each task makes the positions, which are too many to be sent. */
  @FunctionalInterface
  interface Order extends Serializable {
    Positions positions();
  }

  /**
   * The parts as a lazy RDD: partition p has one element, the images of part p in the order of
   * their positions.
   *
   * @param images in any partitioning
   * @param examples number of images
   */
  static JavaRDD<Shard> of(JavaRDD<Shard> images, int examples, int parts, Order order) {
    return images
        .flatMapToPair(shard -> deal(shard, order.positions(), examples, parts).iterator())
        .partitionBy(new HashPartitioner(parts))
        .mapPartitionsWithIndex(
            (part, pieces) -> assemble(part, EpochOrder.size(examples, parts, part), pieces), true);
  }

  /** Images sent to a part: image i becomes image places[i] of the part. */
  private record Piece(int[] places, Shard images) implements Serializable {}

  private static List<Tuple2<Integer, Piece>> deal(
      Shard shard, Positions positions, int examples, int parts) {
    int n = shard.size();
    int[] place = new int[n];
    List<List<Integer>> byPart = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int position = positions.of(shard.ids()[i]);
      int part = EpochOrder.worker(examples, parts, position);
      place[i] = position - EpochOrder.firstPosition(examples, parts, part);
      while (byPart.size() <= part) {
        byPart.add(new ArrayList<>());
      }
      byPart.get(part).add(i);
    }
    List<Tuple2<Integer, Piece>> pieces = new ArrayList<>();
    for (int part = 0; part < byPart.size(); part++) {
      List<Integer> images = byPart.get(part);
      if (!images.isEmpty()) {
        int[] places = images.stream().mapToInt(i -> place[i]).toArray();
        ShardBuilder selected = new ShardBuilder(places.length);
        images.forEach(i -> selected.set(selected.filled(), shard, i));
        pieces.add(new Tuple2<>(part, new Piece(places, selected.build())));
      }
    }
    return pieces;
  }

  private static Iterator<Shard> assemble(
      int part, int size, Iterator<Tuple2<Integer, Piece>> pieces) {
    ShardBuilder shard = new ShardBuilder(size);
    while (pieces.hasNext()) {
      Piece piece = pieces.next()._2();
      for (int i = 0; i < piece.places().length; i++) {
        shard.set(piece.places()[i], piece.images(), i);
      }
    }
    if (shard.filled() != size) {
      throw new IllegalStateException(
          "part %d was dealt %d images of %d".formatted(part, shard.filled(), size));
    }
    return Collections.singletonList(shard.build()).iterator();
  }
}
