package org.sparkresnet.registry;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.UserError;

/**
 * History of the champion: {@code aliases/champion.json}.
 *
 * @param latestFirst every change of the champion, the current one first; at least one
 */
public record Champions(List<Champion> latestFirst) {

  public Champions {
    latestFirst = List.copyOf(latestFirst);
    if (latestFirst.isEmpty()) {
      throw new IllegalArgumentException("there must be a champion, there is none");
    }
  }

  /** The champion of today. */
  public Champion current() {
    return latestFirst.get(0);
  }

  /**
   * The champion that the current one replaced, to which a rollback goes: a rollback undoes a
   * promotion, so that a second one goes back by one more and not forth again.
   */
  public Optional<Champion> previous() {
    Deque<Champion> standing = new ArrayDeque<>();
    for (int i = latestFirst.size() - 1; i >= 0; i--) {
      Champion change = latestFirst.get(i);
      if (change.decision().outcome() == Decision.Outcome.ROLLED_BACK) {
        standing.pop(); // what is below is the version that this change went back to
      } else {
        standing.push(change);
      }
    }
    Iterator<Champion> fromTop = standing.iterator();
    fromTop.next();
    return fromTop.hasNext() ? Optional.of(fromTop.next()) : Optional.empty();
  }

  /** The first change of the champion after a moment; empty if there was none. */
  Optional<Champion> since(Instant moment) {
    return latestFirst.stream()
        .filter(change -> change.since().isAfter(moment))
        .reduce((later, earlier) -> earlier);
  }

  /** Tells whether a version is the champion, or the one that a rollback goes to. */
  boolean isNeeded(ModelVersion version) {
    return current().version().equals(version)
        || previous().filter(it -> it.version().equals(version)).isPresent();
  }

  Champions with(Champion next) {
    return of(next, latestFirst);
  }

  private static Champions of(Champion current, List<Champion> before) {
    List<Champion> all = new ArrayList<>(List.of(current));
    all.addAll(before);
    return new Champions(all);
  }

  /** The fields of the file: those of the current champion are the file's own. */
  record File(String model, @JsonUnwrapped Champion current, List<Champion> history) {}

  String toJson(String model) {
    return Json.text(new File(model, current(), latestFirst.subList(1, latestFirst.size())));
  }

  static Champions fromJson(String origin, String text) {
    File file = Json.read(origin, text, File.class);
    Champions champions = of(file.current(), file.history());
    champions.requireReplays(origin);
    return champions;
  }

  /** A history that goes back to nobody tells no champion to roll back to. */
  private void requireReplays(String origin) {
    int standing = 0;
    for (int i = latestFirst.size() - 1; i >= 0; i--) {
      Champion change = latestFirst.get(i);
      standing += change.decision().outcome() == Decision.Outcome.ROLLED_BACK ? -1 : 1;
      if (standing < 1) {
        throw UserError.data(
            "%s: its history must roll back to an earlier champion, does not: %s of %s"
                .formatted(origin, change.version(), change.since()));
      }
    }
  }
}
