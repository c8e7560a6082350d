package org.sparkresnet.train;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Identity of the run that a checkpoint belongs to: configuration and data.
 *
 * @param config the keys that determine the result, one "key = value" a line
 * @param data SHA-256 of the training and test images
 */
public record CheckpointFingerprint(String config, String data) {
  private static final String SEPARATOR = " = ";
  private static final String NONE = "none";

  /**
   * Creates the fingerprint of a configuration.
   *
   * @param keys the keys that determine the result, with their resolved values of one line each
   */
  public static CheckpointFingerprint of(SortedMap<String, String> keys, String data) {
    return new CheckpointFingerprint(
        keys.entrySet().stream()
            .map(key -> key.getKey() + SEPARATOR + key.getValue())
            .collect(Collectors.joining("\n")),
        data);
  }

  /**
   * Describes all keys that differ: "train.seed is 1 there and 2 in this run".
   *
   * @param own fingerprint of the run that wants to continue
   */
  String differenceFrom(CheckpointFingerprint own) {
    Map<String, String> there = keys();
    Map<String, String> here = own.keys();
    SortedSet<String> all = new TreeSet<>(there.keySet());
    all.addAll(here.keySet());
    return all.stream()
        .filter(key -> !there.getOrDefault(key, NONE).equals(here.getOrDefault(key, NONE)))
        .map(
            key ->
                "%s is %s there and %s in this run"
                    .formatted(key, there.getOrDefault(key, NONE), here.getOrDefault(key, NONE)))
        .collect(Collectors.joining(", "));
  }

  /** This fingerprint with its keys in another form, such as a canonical one. */
  CheckpointFingerprint in(UnaryOperator<SortedMap<String, String>> form) {
    return of(form.apply(keys()), data);
  }

  private SortedMap<String, String> keys() {
    SortedMap<String, String> keys = new TreeMap<>();
    for (String line : config.split("\n", -1)) {
      int end = line.indexOf(SEPARATOR);
      keys.put(
          end < 0 ? line : line.substring(0, end),
          end < 0 ? "" : line.substring(end + SEPARATOR.length()));
    }
    return keys;
  }
}
