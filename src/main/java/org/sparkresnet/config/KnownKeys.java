package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sparkresnet.common.NearNames;
import org.sparkresnet.common.UserError;

/** The keys of reference.conf; a typo in another one is refused with a suggestion. */
final class KnownKeys {
  static final String DATA_PATH = "data.path";

  /** The keys whose value is one or more paths: a text or a list. */
  static final Set<String> PATHS = Set.of(DATA_PATH);

  /** Key to its default, in the order of the keys. */
  private final Map<String, ConfigValue> defaults = new TreeMap<>();

  KnownKeys(Config reference) {
    reference.entrySet().forEach(entry -> defaults.put(path(entry.getKey()), entry.getValue()));
  }

  /** Refuses the first key, in alphabetical order, that is not known; empty groups count. */
  void requireAll(Config config, String where) {
    requireAll("", config.root(), where);
  }

  private void requireAll(String prefix, ConfigObject group, String where) {
    for (String name : new TreeSet<>(group.keySet())) {
      String key = prefix + name;
      ConfigValue value = group.get(name);
      boolean isGroup = defaults.keySet().stream().anyMatch(k -> k.startsWith(key + "."));
      if (!isGroup && !defaults.containsKey(key)) {
        throw UserError.usage(
            "%s: unknown key %s; did you mean %s?".formatted(where, key, nearest(key)));
      }
      if (value instanceof ConfigObject inner) {
        requireAll(key + ".", inner, where);
      } else if (isGroup) {
        throw UserError.usage("%s: %s must be a group of keys {…}".formatted(where, key));
      }
    }
  }

  /** Refuses a null, and a group where a value belongs. */
  void requireValues(Config config) {
    for (String key : defaults.keySet()) {
      if (!config.hasPath(key)) {
        throw UserError.usage(key + " must have a value, cannot be: null");
      }
    }
  }

  /** Tells whether there is such a key. */
  boolean contain(String key) {
    return defaults.containsKey(key);
  }

  /** Tells whether a key's value is a text. */
  boolean isText(String key) {
    return isOfType(key, ConfigValueType.STRING);
  }

  /** Tells whether a key's default is of a type. */
  boolean isOfType(String key, ConfigValueType type) {
    return defaults.containsKey(key) && defaults.get(key).valueType() == type;
  }

  /** Tells whether a key's value is one or more paths. */
  boolean isPaths(String key) {
    return PATHS.contains(key);
  }

  private String nearest(String key) {
    return NearNames.byDistance(
            defaults.keySet(),
            known ->
                Math.min(
                    NearNames.edits(key, known),
                    // a key whose group is wrong or left out
                    1
                        + NearNames.edits(lastName(key), lastName(known))
                        + (lastName(key).equals(key) ? 0 : 1)))
        .findFirst()
        .orElseThrow();
  }

  private static String lastName(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  private static String path(String key) {
    return String.join(".", ConfigUtil.splitPath(key));
  }
}
