package org.sparkresnet.jobs.convert;

import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.UserError;

/** Rule that validation pictures need both other sides: a split that lacks one would be mixed. */
final class HalfSplit {
  private HalfSplit() {}

  /**
   * Refuses validation pictures beside a single side of a split.
   *
   * @param root where all lie
   * @param kind of what lies there: "folders" or "files"
   * @param side name of one of the side that is there, if any
   * @param validation name of one of the validation pictures, if any
   * @param missing name of one of the side that is not there
   * @throws UserError of code DATA if both names are there
   */
  static void refuse(
      Path root, String kind, Optional<String> side, Optional<String> validation, String missing) {
    if (side.isPresent() && validation.isPresent()) {
      throw UserError.data(
          "%s: has the %s %s and %s, but none named %s: rename one, or give one of them as --from"
              .formatted(root, kind, side.get(), validation.get(), missing));
    }
  }
}
