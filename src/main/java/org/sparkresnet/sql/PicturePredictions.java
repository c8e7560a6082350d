package org.sparkresnet.sql;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.pictures.DamagedPictureException;
import org.sparkresnet.pictures.Fit;
import org.sparkresnet.pictures.ImageBytes;
import org.sparkresnet.replica.ReplicaPool;

/** Predicts pictures with a model, as {@code score} predicts images; in the calling task. */
final class PicturePredictions {
  /** A prediction: probabilities [classes], or the reason why there are none. */
  static final StructType TYPE =
      new StructType()
          .add("probabilities", DataTypes.createArrayType(DataTypes.FloatType, false))
          .add("reason", DataTypes.StringType);

  private final byte[] pixels;
  private final InternalRow[] predictions;
  private final int[] places;
  private int images;

  private PicturePredictions(int pictures) {
    pixels = new byte[pictures * Shard.IMAGE_BYTES];
    predictions = new InternalRow[pictures];
    places = new int[pictures];
  }

  /**
   * Predicts pictures in portions of the network, each row as if it were alone.
   *
   * @param pictures bytes of each, of which some may be null
   * @return a row of {@link #TYPE} a picture
   */
  static InternalRow[] of(QueryModel model, List<byte[]> pictures) {
    PicturePredictions all = new PicturePredictions(pictures.size());
    for (int i = 0; i < pictures.size(); i++) {
      all.read(pictures.get(i), model.fit(), i);
    }
    if (all.images > 0) {
      all.predict(model);
    }
    return all.predictions;
  }

  private void read(byte[] picture, Fit fit, int place) {
    if (picture == null) {
      refuse(place, "has no bytes");
      return;
    }
    try {
      byte[] image = ImageBytes.image(picture, fit);
      System.arraycopy(image, 0, pixels, images * Shard.IMAGE_BYTES, Shard.IMAGE_BYTES);
      places[images] = place;
      images++;
    } catch (DamagedPictureException e) {
      refuse(place, e.getMessage());
    }
  }

  private void refuse(int place, String reason) {
    predictions[place] =
        new GenericInternalRow(new Object[] {null, UTF8String.fromString("the picture " + reason)});
  }

  private void predict(QueryModel model) {
    int classes = model.classes().size();
    Minibatches minibatches =
        new Minibatches(model.batchSize(), classes, model.normalization(), Augmentation.NONE, 0);
    byte[] used =
        images == predictions.length ? pixels : Arrays.copyOf(pixels, images * Shard.IMAGE_BYTES);
    Shard shard = new Shard(used, new short[images], new long[images]);
    TaskContext task = TaskContext.get();
    int cores = task == null ? 1 : task.cpus();
    AtomicInteger next = new AtomicInteger();
    ReplicaPool.withReplica(
        model.replica(),
        cores,
        network -> {
          network.predict(
              model.parameters().value(),
              minibatches.inOrder(shard),
              probabilities -> {
                for (int at = 0; at < probabilities.length; at += classes) {
                  float[] own = Arrays.copyOfRange(probabilities, at, at + classes);
                  predictions[places[next.getAndIncrement()]] =
                      new GenericInternalRow(
                          new Object[] {UnsafeArrayData.fromPrimitiveArray(own), null});
                }
              });
          return null;
        });
  }
}
