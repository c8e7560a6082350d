package org.sparkresnet.dataset;

import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.common.UserError;

/** Record format of files to score: such as 3,073 bytes with a label, 3,072 without. */
public enum LabelMode {
  /** The length of each file decides. */
  AUTO,
  /** Every file has labels. */
  YES,
  /** No file has labels. */
  NO;

  private static final int WITHOUT = RecordLayout.UNLABELLED.recordBytes();

  /**
   * The layout of a file's records.
   *
   * @param labelled layout of records with labels
   * @param length of the file in bytes
   * @throws UserError of code DATA if the length is no whole number of records; of code USAGE if
   *     both formats are possible
   */
  RecordLayout layout(RecordLayout labelled, String path, long length) {
    if (length == 0) {
      throw UserError.data(path + ": the file is empty (0 bytes)");
    }
    int size = labelled.recordBytes();
    boolean with = length % size == 0 && this != NO;
    boolean without = length % WITHOUT == 0 && this != YES;
    if (with && without) {
      throw UserError.usage(
          "%s: %d bytes are %d records with labels or %d without; --labels must say yes or no"
              .formatted(path, length, length / size, length / WITHOUT));
    }
    if (!with && !without) {
      throw UserError.data(
          "%s: %d bytes is not a multiple of %s".formatted(path, length, sizes(size)));
    }
    return with ? labelled : RecordLayout.UNLABELLED;
  }

  private String sizes(int with) {
    return switch (this) {
      case AUTO -> "%d (records with labels) or %d (without)".formatted(with, WITHOUT);
      case YES -> "%d (--labels yes)".formatted(with);
      case NO -> "%d (--labels no)".formatted(WITHOUT);
    };
  }
}
