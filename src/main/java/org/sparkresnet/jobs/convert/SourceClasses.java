package org.sparkresnet.jobs.convert;

import java.util.List;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.UserError;

/** Names of classes as a source has them. */
final class SourceClasses {
  private SourceClasses() {}

  /**
   * The names, which must be able to stand in batches.meta.txt.
   *
   * @throws UserError of code DATA in one line, if a rule is broken
   */
  static ClassNames of(String source, List<String> names) {
    try {
      return new ClassNames(names);
    } catch (IllegalArgumentException e) {
      throw UserError.data("%s: %s (--from)".formatted(source, e.getMessage()), e);
    }
  }
}
