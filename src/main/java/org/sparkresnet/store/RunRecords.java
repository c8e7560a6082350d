package org.sparkresnet.store;

import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.UserError;

/** Reader of the records in a run's folder, whose rows in the tables do not need them. */
final class RunRecords {
  private RunRecords() {}

  /**
   * Reads a record; empty if there is no such file.
   *
   * @param parser makes it of the file's name and its text
   * @throws UserError of code DATA, with what to do, if it is damaged
   */
  static <T> Optional<T> read(Store store, Path file, BiFunction<String, String, T> parser) {
    try {
      return store.textIfPresent(file).map(text -> parser.apply(file.toString(), text));
    } catch (UserError e) {
      throw e.with(
          "; restore the file from a copy of the store, or move it away: report and export do without it, and the run's own command writes it again");
    }
  }
}
