package org.sparkresnet.dataset;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkresnet.cifar.DataFileNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.InputFiles;

/**
 * Any number of images to score, with labels or without. Tasks read the images when they use them;
 * nothing is cached. Driver only.
 */
public final class ScoringImages {
  private static final InputFiles INPUT = new InputFiles("--input", DataFileNames.SCORED, true);

  private final List<RecordFiles.RecordFile> files;

  private ScoringImages(List<RecordFiles.RecordFile> files) {
    this.files = files;
  }

  /**
   * Some consecutive images of a file.
   *
   * @param firstRecord index in the file of the first image
   * @param labelled whether the file has labels; else all labels of images are 0
   */
  public record Part(String file, long firstRecord, boolean labelled, Shard images) {}

  /**
   * Lists the files. Example ids count through all images in the order of {@link InputFiles}.
   *
   * @param inputs folders (all their files *.bin), files of any name, and globs
   * @throws UserError of code DATA if there is no file, or if a file cannot be read or is no whole
   *     number of records
   */
  public static ScoringImages find(Configuration hadoop, List<String> inputs, LabelMode labels) {
    List<RecordFiles.RecordFile> files = new ArrayList<>();
    for (FileStatus file : INPUT.list(hadoop, inputs).files()) {
      String path = file.getPath().toString();
      boolean labelled = labels.areIn(path, file.getLen());
      files.add(RecordFiles.RecordFile.of(path, file.getLen(), labelled));
    }
    if (files.isEmpty()) {
      throw UserError.data(inputs.get(0) + ": no file *.bin (--input)");
    }
    return new ScoringImages(List.copyOf(files));
  }

  /** Number of images. */
  public int images() {
    return RecordFiles.records(files);
  }

  /** Number of files. */
  public int files() {
    return files.size();
  }

  /**
   * The images as a lazy RDD; a task reads one slice of a file after the other.
   *
   * @param hadoop configuration for the tasks; must exist as long as the RDD is used
   */
  public JavaRDD<Part> read(JavaSparkContext spark, Broadcast<SerializableConfiguration> hadoop) {
    int parts = Slice.evaluatedParts(images());
    return spark
        .parallelize(Slice.deal(files, parts), parts)
        .flatMap(
            slices -> slices.stream().map(slice -> part(slice, hadoop.value().value())).iterator());
  }

  private static Part part(Slice slice, Configuration hadoop) {
    byte[] bytes = slice.read(hadoop);
    ShardBuilder images = new ShardBuilder(slice.records());
    int size = slice.recordBytes();
    for (int i = 0; i < slice.records(); i++) {
      int pixels = (i + 1) * size - Shard.IMAGE_BYTES;
      byte label = slice.labelled() ? label(slice, i, bytes[i * size]) : 0;
      images.set(i, label, slice.firstId() + i, bytes, pixels);
    }
    return new Part(slice.path(), slice.firstRecord(), slice.labelled(), images.build());
  }

  private static byte label(Slice slice, int index, byte label) {
    if (label < 0 || label > 9) {
      throw UserError.data(
          "%s: record %d: label must be 0 to 9, is %d"
              .formatted(slice.path(), slice.firstRecord() + index, Byte.toUnsignedInt(label)));
    }
    return label;
  }
}
