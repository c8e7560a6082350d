package org.sparkresnet.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.RecordLayout;

/** Data with classes of their own: the images of the slice under other labels. */
public final class OwnClasses {
  /** Three classes. */
  public static final ClassNames TREES = new ClassNames(List.of("oak", "elm", "Ahorn, groß"));

  private OwnClasses() {}

  /** So many classes, named class 0, class 1 and so on. */
  public static ClassNames numbered(int classes) {
    return new ClassNames(IntStream.range(0, classes).mapToObj(i -> "class " + i).toList());
  }

  /** Writes the slice with the labels 0, 1, … in turn, and the names beside it. */
  public static Path write(Path folder, ClassNames classes) throws IOException {
    Files.createDirectories(folder);
    RecordLayout layout = RecordLayout.of(classes);
    int next = 0;
    for (int file = 1; file <= 5; file++) {
      next = copy("data_batch_" + file + ".bin", folder, layout, classes.size(), next);
    }
    copy("test_batch.bin", folder, layout, classes.size(), 0);
    Files.write(folder.resolve("batches.meta.txt"), classes.names());
    return folder;
  }

  /**
   * Writes the slice as CIFAR-100's two files, with the fine labels 0 to 99 in turn and the coarse
   * ones 0 to 19, without names beside them.
   */
  public static Path writeCifar100(Path folder) throws IOException {
    Files.createDirectories(folder);
    ByteArrayOutputStream training = new ByteArrayOutputStream();
    for (int file = 1; file <= 5; file++) {
      relabel(Files.readAllBytes(JobStore.SLICE.resolve("data_batch_" + file + ".bin")), training);
    }
    Files.write(folder.resolve("train.bin"), training.toByteArray());
    ByteArrayOutputStream test = new ByteArrayOutputStream();
    relabel(Files.readAllBytes(JobStore.SLICE.resolve("test_batch.bin")), test);
    Files.write(folder.resolve("test.bin"), test.toByteArray());
    return folder;
  }

  private static void relabel(byte[] records, ByteArrayOutputStream out) {
    int written = out.size() / RecordLayout.FINE.recordBytes();
    for (int at = 0; at < records.length; at += RecordLayout.BYTE.recordBytes(), written++) {
      out.write(written % 20);
      out.write(written % 100);
      out.write(records, at + 1, RecordLayout.UNLABELLED.recordBytes());
    }
  }

  private static int copy(String name, Path folder, RecordLayout layout, int classes, int first)
      throws IOException {
    byte[] bytes = Files.readAllBytes(JobStore.SLICE.resolve(name));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int label = first;
    for (int at = 0; at < bytes.length; at += RecordLayout.BYTE.recordBytes(), label++) {
      out.write(label % classes);
      if (layout == RecordLayout.WORD) {
        out.write(label % classes >> 8);
      }
      out.write(bytes, at + 1, RecordLayout.UNLABELLED.recordBytes());
    }
    Files.write(folder.resolve(name), out.toByteArray());
    return label;
  }
}
