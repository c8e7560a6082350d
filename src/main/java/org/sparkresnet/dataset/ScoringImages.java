package org.sparkresnet.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.DataFileNames;
import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.InputFiles;

/**
 * Any number of images to score, with labels or without. Tasks read the images when they use them;
 * nothing is cached. Driver only.
 */
public final class ScoringImages {
  private static final InputFiles INPUT = new InputFiles("--input", DataFileNames.SCORED, true);

  private final List<RecordFiles.RecordFile> files;
  private final int classes;

  private ScoringImages(List<RecordFiles.RecordFile> files, int classes) {
    this.files = files;
    this.classes = classes;
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
   * @param label that is read of CIFAR-100's records: files of its names in a folder with class
   *     names
   * @param classes of the model, which labels are those of
   * @throws UserError of code DATA if there is no file, if a file cannot be read or is no whole
   *     number of records, or if class names beside a file with labels are not the model's
   */
  public static ScoringImages find(
      Configuration hadoop,
      List<String> inputs,
      LabelMode labels,
      Cifar100.Label label,
      ClassNames classes) {
    Map<Path, Beside> folders = new HashMap<>();
    List<RecordFiles.RecordFile> files = new ArrayList<>();
    for (FileStatus file : INPUT.list(hadoop, inputs).files()) {
      String path = file.getPath().toString();
      Optional<NamesBeside> beside =
          folders
              .computeIfAbsent(
                  file.getPath().getParent(), folder -> Beside.of(hadoop, folder, label))
              .names(file.getPath().getName());
      RecordLayout labelled =
          beside.map(NamesBeside::layout).orElseGet(() -> RecordLayout.of(classes));
      RecordLayout layout = labels.layout(labelled, path, file.getLen());
      if (layout != RecordLayout.UNLABELLED) {
        beside.ifPresent(it -> it.requireOf(classes));
      }
      files.add(RecordFiles.RecordFile.of(path, file.getLen(), layout));
    }
    if (files.isEmpty()) {
      throw UserError.data(inputs.get(0) + ": no file *.bin (--input)");
    }
    return new ScoringImages(List.copyOf(files), classes.size());
  }

  /** Names of classes in a folder: of its files, and of those that are CIFAR-100's. */
  private record Beside(Optional<NamesBeside> usual, Optional<NamesBeside> cifar100) {
    static Beside of(Configuration hadoop, Path folder, Cifar100.Label label) {
      return new Beside(
          NamesBeside.in(hadoop, folder), NamesBeside.ofCifar100(hadoop, folder, label));
    }

    /** A file is CIFAR-100's by its name only where CIFAR-100's names stand beside it. */
    Optional<NamesBeside> names(String file) {
      return Cifar100.isFile(file) && cifar100.isPresent() ? cifar100 : usual;
    }
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
    int labels = classes; // not this object, which cannot be serialised
    return spark
        .parallelize(Slice.deal(files, parts), parts)
        .flatMap(
            slices ->
                slices.stream()
                    .map(slice -> part(slice, hadoop.value().value(), labels))
                    .iterator());
  }

  private static Part part(Slice slice, Configuration hadoop, int classes) {
    byte[] bytes = slice.read(hadoop);
    ShardBuilder images = new ShardBuilder(slice.records());
    RecordLayout layout = slice.layout();
    for (int i = 0; i < slice.records(); i++) {
      int record = i * layout.recordBytes();
      int label = layout.label(bytes, record);
      if (label >= classes) {
        throw UserError.data(
            "%s: record %d: label must be 0 to %d, is %d"
                .formatted(slice.path(), slice.firstRecord() + i, classes - 1, label));
      }
      images.set(i, (short) label, slice.firstId() + i, bytes, record + layout.labelBytes());
    }
    return new Part(
        slice.path(), slice.firstRecord(), layout != RecordLayout.UNLABELLED, images.build());
  }
}
