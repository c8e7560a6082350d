package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Fixed random sample of the training images, in minibatches of one size. Seed and number of images
 * alone determine the sample: it depends neither on the partitioning of the images nor on the order
 * in which they arrive. Performs one shuffle of the sample's bytes.
 *
 * @param minibatches number of minibatches
 * @param size images in each
 */
public record MinibatchSample(int minibatches, int size) {
  /** Epoch of the sample's order; training counts its epochs from 0. */
  private static final int EPOCH = -1;

  /**
   * Minibatch of the sample.
   *
   * @param number from 0
   * @param images in the order of the sample
   */
  public record Minibatch(int number, Shard images) implements Serializable {}

  /** Image on its way to its minibatch. */
  private record Placed(int place, Shard image) implements Serializable {}

  /**
   * The smallest sample of at least so many images, at most as many whole minibatches as there are.
   *
   * @param images number of images wanted
   * @param batchSize images in a minibatch; all images, if they are fewer
   * @param examples number of images that there are
   */
  public static MinibatchSample ofAtLeast(int images, int batchSize, int examples) {
    int size = Math.min(batchSize, examples);
    return new MinibatchSample(Math.min(Minibatches.count(images, size), examples / size), size);
  }

  /** The minibatches, not augmented, as a lazy RDD: in any order, in so many partitions. */
  public JavaRDD<Minibatch> draw(TrainingImages images, long seed, int partitions) {
    int batchSize = size; // not this object, the images or their RDD, which the driver alone has
    int sampled = minibatches * size;
    int examples = images.examples();
    HeldOutImages heldOut = images.heldOut();
    return images
        .shards()
        .flatMapToPair(
            shard -> {
              EpochOrder order = EpochOrder.of(seed, EPOCH, examples, 1);
              return placed(shard, heldOut, order, sampled, batchSize);
            })
        .groupByKey(new HashPartitioner(partitions))
        .map(group -> assemble(group._1(), batchSize, group._2()));
  }

  private static Iterator<Tuple2<Integer, Placed>> placed(
      Shard shard, HeldOutImages heldOut, EpochOrder order, int sampled, int batchSize) {
    List<Tuple2<Integer, Placed>> images = new ArrayList<>();
    for (int i = 0; i < shard.size(); i++) {
      int position = order.position(heldOut.denseIndex(shard.ids()[i]));
      if (position < sampled) {
        ShardBuilder image = new ShardBuilder(1);
        image.set(0, shard, i);
        images.add(
            new Tuple2<>(position / batchSize, new Placed(position % batchSize, image.build())));
      }
    }
    return images.iterator();
  }

  private static Minibatch assemble(int number, int batchSize, Iterable<Placed> images) {
    ShardBuilder minibatch = new ShardBuilder(batchSize);
    images.forEach(placed -> minibatch.set(placed.place(), placed.image(), 0));
    if (minibatch.filled() != batchSize) {
      throw new IllegalStateException(
          "minibatch %d of a sample has %d images of %d"
              .formatted(number, minibatch.filled(), batchSize));
    }
    return new Minibatch(number, minibatch.build());
  }
}
