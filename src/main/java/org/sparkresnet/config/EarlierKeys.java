package org.sparkresnet.config;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** Keys of earlier versions that are others now, or gone. */
final class EarlierKeys {
  /** Keys of earlier versions, with those that have their meaning now. */
  static final Map<String, String> RENAMED = Map.of("train.outer-momentum", "train.outer.momentum");

  /** Defaults of earlier versions that are others now: what a run without the key was made with. */
  static final Map<String, String> DEFAULTS = Map.of(TrainSection.PRECISION, "float32");

  /** Keys that are gone, with the values that changed nothing. */
  private static final Map<String, Set<String>> GONE =
      Map.of(
          "dataset.padding-mode", Set.of("mean"),
          "train.one-cycle.shape", Set.of("linear"),
          "train.shift-rate", Set.of("1", "1.0"));

  private EarlierKeys() {}

  /** Name that a key of this or an earlier version has now. */
  static String presentName(String key) {
    return RENAMED.getOrDefault(key, key);
  }

  /** Tells whether a key is gone, and had a value that changed something. */
  static boolean isMissed(String key, String value) {
    return GONE.containsKey(key) && !GONE.get(key).contains(value);
  }

  /** Removes the keys that are gone and changed nothing. */
  static void removeGone(SortedMap<String, String> keys) {
    keys.entrySet()
        .removeIf(it -> GONE.containsKey(it.getKey()) && !isMissed(it.getKey(), it.getValue()));
  }
}
