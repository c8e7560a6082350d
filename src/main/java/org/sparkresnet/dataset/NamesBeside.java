package org.sparkresnet.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.common.BoundedInput;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.Absence;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.Locations;

/**
 * Names of the classes, from the file that stands beside data files. The names, and their number,
 * never follow from the labels of images. Driver only.
 *
 * @param classes CIFAR-10's where no file has names, or CIFAR-100's
 * @param layout of the records with labels
 * @param file of the names; empty where none has them
 */
record NamesBeside(ClassNames classes, RecordLayout layout, Optional<Path> file) {
  private static final NamesBeside NONE =
      new NamesBeside(ClassNames.CIFAR_10, RecordLayout.BYTE, Optional.empty());

  private static final int MOST_BYTES = 1 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * The names beside the files of a data set. Some of several folders may have no file of names.
   *
   * @param label that is read of CIFAR-100's records; other data have one
   * @throws UserError of code DATA if two folders have different names, if a file breaks a rule, or
   *     if there are files of CIFAR-100 and of others; of code USAGE if only CIFAR-100 has the
   *     label
   */
  static NamesBeside of(Configuration hadoop, List<Path> files, Cifar100.Label label) {
    Map<Boolean, List<Path>> ofCifar100 =
        files.stream().collect(Collectors.partitioningBy(file -> Cifar100.isFile(file.getName())));
    boolean cifar100 = !ofCifar100.get(true).isEmpty();
    if (cifar100 && !ofCifar100.get(false).isEmpty()) {
      throw UserError.data(
          "%s is a file of CIFAR-100 and %s is none: one set must have one format (data.path)"
              .formatted(ofCifar100.get(true).get(0), ofCifar100.get(false).get(0)));
    }
    if (!cifar100 && label != Cifar100.Label.FINE) {
      throw UserError.usage(
          "data.labels can be coarse only for CIFAR-100's files (%s, %s), which are not in data.path"
              .formatted(Cifar100.TRAINING_FILE, Cifar100.TEST_FILE));
    }
    NamesBeside found =
        cifar100 ? new NamesBeside(label.classes(), label.layout(), Optional.empty()) : NONE;
    for (Path folder : files.stream().map(Path::getParent).distinct().toList()) {
      Optional<NamesBeside> beside =
          cifar100 ? ofCifar100(hadoop, folder, label) : in(hadoop, folder);
      if (beside.isPresent() && found.file.isPresent()) {
        requireSame(found, beside.get());
      }
      found = found.file.isPresent() ? found : beside.orElse(found);
    }
    return found;
  }

  private static void requireSame(NamesBeside first, NamesBeside other) {
    first
        .classes
        .differenceFrom(
            first.file.orElseThrow().toString(), other.classes, other.file.orElseThrow().toString())
        .ifPresent(
            difference -> {
              throw UserError.data(
                  "the class names beside the data must be the same: " + difference);
            });
  }

  /** The names in a folder; empty without a file of names. */
  static Optional<NamesBeside> in(Configuration hadoop, Path folder) {
    Path file = new Path(folder, CifarFiles.META_FILE);
    return read(hadoop, file, MOST_BYTES)
        .map(bytes -> names(file, bytes))
        .map(names -> new NamesBeside(names, RecordLayout.of(names), Optional.of(file)));
  }

  /** The names of CIFAR-100's classes in a folder; empty without a file of names. */
  static Optional<NamesBeside> ofCifar100(Configuration hadoop, Path folder, Cifar100.Label label) {
    Path file = new Path(folder, label.namesFile());
    return read(hadoop, file, MOST_BYTES)
        .map(bytes -> new NamesBeside(names(file, bytes), label.layout(), Optional.of(file)));
  }

  /** The bytes of a small file beside data; empty if there is none. */
  static Optional<byte[]> read(Configuration hadoop, Path file, int most) {
    try {
      FileSystem files = Locations.fileSystem(file, hadoop);
      if (Absence.confirmed(files, file, () -> files.getFileStatus(file)).isDirectory()) {
        throw UserError.data(file + ": must be a file, is a folder");
      }
      try (InputStream in = Absence.confirmed(files, file, () -> files.open(file))) {
        return Optional.of(BoundedInput.readAll(in, "the file", most));
      }
    } catch (IOException e) {
      if (FileErrors.isMissing(e)) {
        return Optional.empty();
      }
      throw FileErrors.unreadable(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static ClassNames names(Path file, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new ClassNames(
          (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
              .lines()
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .toList());
    } catch (CharacterCodingException e) {
      throw UserError.data(file + ": must be UTF-8, one class name a line", e);
    } catch (IllegalArgumentException e) {
      throw UserError.data(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Requires the names of a model.
   *
   * @throws UserError of code DATA with both lists, if they differ
   */
  void requireOf(ClassNames model) {
    classes
        .differenceFrom(file.map(Path::toString).orElse("CIFAR-10"), model, "the model")
        .ifPresent(
            difference -> {
              throw UserError.data("data and model must have the same classes: " + difference);
            });
  }

  /** "7 classes (oak, elm, ash, …) by FOLDER/batches.meta.txt". */
  String text() {
    return classes.text()
        + file.map(path -> " by " + path)
            .orElse(
                classes.equals(ClassNames.CIFAR_10)
                    ? ", CIFAR-10's: no " + CifarFiles.META_FILE + " beside the data"
                    : ", CIFAR-100's");
  }
}
