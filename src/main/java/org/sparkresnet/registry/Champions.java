package org.sparkresnet.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.sparkresnet.common.JsonFields;

/**
 * The champion and all before it: {@code aliases/champion.json}.
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

  /** Whether a version is the champion, or what a rollback goes to. */
  boolean isNeeded(ModelVersion version) {
    return current().version().equals(version)
        || previous().filter(it -> it.version().equals(version)).isPresent();
  }

  Champions with(Champion next) {
    List<Champion> all = new ArrayList<>(List.of(next));
    all.addAll(latestFirst);
    return new Champions(all);
  }

  String toJson(String model) {
    ObjectNode json = JsonFields.newObject();
    json.put("model", model);
    current().putInto(json);
    var history = json.putArray("history");
    latestFirst.stream().skip(1).forEach(champion -> champion.putInto(history.addObject()));
    return JsonFields.pretty(json);
  }

  static Champions fromJson(String origin, String text) {
    JsonFields json = JsonFields.parse(origin, text);
    List<Champion> all = new ArrayList<>(List.of(Champion.of(origin, json)));
    json.objects("history").forEach(object -> all.add(Champion.of(origin, object)));
    return new Champions(all);
  }
}
