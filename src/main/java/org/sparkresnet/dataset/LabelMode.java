package org.sparkresnet.dataset;

import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.common.UserError;

/** Record format of files to score: 3,073 bytes with a label, 3,072 without. */
public enum LabelMode {
  /** The length of each file decides. */
  AUTO,
  /** Every file has labels. */
  YES,
  /** No file has labels. */
  NO;

  private static final int WITH = CifarFormat.RECORD_BYTES;
  private static final int WITHOUT = CifarFormat.PIXEL_BYTES;

  /**
   * Tells whether the records of a file have labels.
   *
   * @param length of the file in bytes
   * @throws UserError of code DATA if the length is no whole number of records; of code USAGE if
   *     both formats are possible
   */
  boolean areIn(String path, long length) {
    if (length == 0) {
      throw UserError.data(path + ": the file is empty (0 bytes)");
    }
    boolean with = length % WITH == 0 && this != NO;
    boolean without = length % WITHOUT == 0 && this != YES;
    if (with && without) {
      throw UserError.usage(
          "%s: %d bytes are %d records with labels or %d without; --labels must say yes or no"
              .formatted(path, length, length / WITH, length / WITHOUT));
    }
    if (!with && !without) {
      throw UserError.data("%s: %d bytes is not a multiple of %s".formatted(path, length, sizes()));
    }
    return with;
  }

  private String sizes() {
    return switch (this) {
      case AUTO -> "%d (records with labels) or %d (without)".formatted(WITH, WITHOUT);
      case YES -> "%d (--labels yes)".formatted(WITH);
      case NO -> "%d (--labels no)".formatted(WITHOUT);
    };
  }
}
