package org.sparkresnet.common;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Outcome of a reading of something that may be damaged, for whoever can go on without it.
 *
 * @param content what was read; empty if it is damaged
 * @param damage the error of code DATA that names it; empty if it is whole
 */
public record MaybeDamaged<T>(Optional<T> content, Optional<UserError> damage) {

  /**
   * Reads.
   *
   * @throws UserError of another code than DATA: a file system that fails now says nothing of a
   *     file
   */
  public static <T> MaybeDamaged<T> of(Supplier<T> reading) {
    try {
      return new MaybeDamaged<>(Optional.of(reading.get()), Optional.empty());
    } catch (UserError e) {
      if (e.exitCode() != ExitCode.DATA) {
        throw e;
      }
      return new MaybeDamaged<>(Optional.empty(), Optional.of(e));
    }
  }

  /** The content; if it is damaged, tells so in a line and is empty. */
  public Optional<T> orTell(Consumer<String> warnings) {
    damage.ifPresent(it -> warnings.accept(it.getMessage()));
    return content;
  }
}
