package org.sparkresnet.sql;

import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * File that a task reads a row from, as input_file_name() and its like tell it: Spark keeps the one
 * of the row that was read last, and rows that are gathered come from several.
 *
 * @param path of the file; empty if there is none
 * @param start of the part that the task reads, in bytes
 * @param length of the part, in bytes
 */
record InputFile(UTF8String path, long start, long length) {

  /** The file of the row that this task has read last. */
  static InputFile current() {
    return new InputFile(
        InputFileBlockHolder.getInputFilePath(),
        InputFileBlockHolder.getStartOffset(),
        InputFileBlockHolder.getLength());
  }

  /** Makes this the current file. */
  void restore() {
    if (current().equals(this)) {
      return;
    }
    if (start < 0) {
      InputFileBlockHolder.unset();
    } else {
      InputFileBlockHolder.set(path.toString(), start, length);
    }
  }
}
