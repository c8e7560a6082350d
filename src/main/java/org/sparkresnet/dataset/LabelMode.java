package org.sparkresnet.dataset;

import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.common.UserError;

/** Whether records begin with a label: 3,073 bytes a record, or 3,072 without. */
public enum LabelMode {
  /** As the length of the file says. */
  AUTO,
  /** Every file has them. */
  YES,
  /** No file has them. */
  NO;

  private static final int WITH = CifarFormat.RECORD_BYTES;
  private static final int WITHOUT = CifarFormat.PIXEL_BYTES;

  /**
   * Whether the records of a file have labels.
   *
   * @param length of the file in bytes
   * @throws UserError of kind DATA if it is no whole number of records; of kind USAGE if it may be
   *     either
   */
  boolean in(String path, long length) {
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
