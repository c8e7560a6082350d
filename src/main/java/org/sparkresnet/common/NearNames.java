package org.sparkresnet.common;

import java.util.Collection;
import java.util.Comparator;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finder of names that somebody may have meant who wrote one that does not exist. */
public final class NearNames {
  private NearNames() {}

  /** Number of letters to insert, delete or replace that make one name the other. */
  public static int edits(String name, String other) {
    return LevenshteinDistance.getDefaultInstance().apply(name, other);
  }

  /** Known names, the nearest first, equally near ones in alphabetical order. */
  public static Stream<String> byDistance(
      Collection<String> known, ToIntFunction<String> distance) {
    return known.stream()
        .sorted(Comparator.comparingInt(distance).thenComparing(Comparator.naturalOrder()));
  }
}
