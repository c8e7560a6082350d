package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkresnet.cifar.CifarFormat;

/**
 * Lazy view of shards as DL4J minibatches, made in the task that consumes them.
 *
 * <p>Features are [b,32,32,3], or of smaller crops, float32, normalised, NHWC; labels [b,classes]
 * one-hot, smoothed for training. Their memory is native: the consumer of a minibatch closes both
 * arrays.
 *
 * @param batchSize images in a minibatch; the last one of a shard may be shorter
 * @param classes number of classes
 * @param labelSmoothing share of the target that is spread evenly over the classes
 */
public record Minibatches(
    int batchSize,
    int classes,
    Normalization normalization,
    Augmentation augmentation,
    double labelSmoothing)
    implements Serializable {

  /** Number of minibatches in a shard of the given size. */
  public static int count(int images, int batchSize) {
    return (images + batchSize - 1) / batchSize;
  }

  /** Minibatches first to first+count-1 of a shard, augmented for the epoch; fewer at its end. */
  public Iterator<DataSet> training(Shard shard, long seed, int epoch, int first, int count) {
    int end = (int) Math.min((long) (first + count) * batchSize, shard.size());
    int size = augmentation.crops().at(epoch);
    return new View(
        shard,
        first * batchSize,
        end,
        size,
        i -> augmentation.variation(seed, epoch, shard.ids()[i], size));
  }

  /** All minibatches of a shard, not augmented. */
  public Iterator<DataSet> inOrder(Shard shard) {
    return whole(shard, Augmentation.Variation.IDENTITY);
  }

  /** All minibatches of a shard, every image mirrored. */
  public Iterator<DataSet> mirrored(Shard shard) {
    return whole(shard, Augmentation.Variation.MIRROR);
  }

  private View whole(Shard shard, Augmentation.Variation variation) {
    return new View(shard, 0, shard.size(), CifarFormat.SIDE, index -> variation);
  }

  /** The variation of the image at an index of the shard. */
  private interface Variations {
    Augmentation.Variation at(int index);
  }

  private final class View implements Iterator<DataSet> {
    private final Shard shard;
    private final int end;
    private final int size;
    private final Variations variations;
    private final ImageWriter writer = new ImageWriter(normalization);
    private final float[] pixels;
    private int next;

    /**
     * @param size height and width of the images
     */
    View(Shard shard, int begin, int end, int size, Variations variations) {
      this.shard = shard;
      this.next = begin;
      this.end = end;
      this.pixels = new float[Math.min(batchSize, Math.max(0, end - begin)) * Shard.IMAGE_BYTES];
      this.size = size;
      this.variations = variations;
    }

    @Override
    public boolean hasNext() {
      return next < end;
    }

    @Override
    public DataSet next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int count = Math.min(batchSize, end - next);
      int imageLength = size * size * CifarFormat.CHANNELS;
      float[] labels = new float[count * classes];
      float off = (float) (labelSmoothing / classes);
      float on = (float) (1 - labelSmoothing + labelSmoothing / classes);
      for (int i = 0; i < count; i++, next++) {
        writer.write(
            shard.pixels(),
            next * Shard.IMAGE_BYTES,
            variations.at(next),
            size,
            pixels,
            i * imageLength);
        Arrays.fill(labels, i * classes, (i + 1) * classes, off);
        labels[i * classes + shard.labels()[next]] = on;
      }
      INDArray images = filled(pixels, count, size, size, CifarFormat.CHANNELS);
      try {
        return new DataSet(images, filled(labels, count, classes));
      } catch (RuntimeException | Error e) { // no native memory for the labels
        images.close();
        throw e;
      }
    }
  }

  /**
   * An array of the first numbers of {@code values}, in c order. Nd4j.create copies the same
   * numbers ten times slower.
   */
  private static INDArray filled(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    ((FloatPointer) array.data().pointer()).put(values, 0, Math.toIntExact(array.length()));
    return array;
  }
}
