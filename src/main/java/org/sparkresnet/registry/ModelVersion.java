package org.sparkresnet.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Number of a version, written v000007.
 *
 * @param number from 1
 */
public record ModelVersion(int number) implements Comparable<ModelVersion> {
  private static final Pattern TEXT = Pattern.compile("v?0*([1-9]\\d{0,8})");

  @JsonCreator(mode = JsonCreator.Mode.DISABLED) // files hold texts
  public ModelVersion {
    if (number < 1) {
      throw new IllegalArgumentException("version must be at least 1, cannot be: " + number);
    }
  }

  /** The version in a text such as v000007, v7 or 7; empty if it is none. */
  public static Optional<ModelVersion> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new ModelVersion(Integer.parseInt(matcher.group(1))))
        : Optional.empty();
  }

  @JsonCreator
  static ModelVersion ofText(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("like v000007"));
  }

  ModelVersion next() {
    return new ModelVersion(number + 1);
  }

  @Override
  public int compareTo(ModelVersion other) {
    return Integer.compare(number, other.number);
  }

  @Override
  @JsonValue
  public String toString() {
    return String.format(Locale.ROOT, "v%06d", number);
  }
}
