package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Canonical form of result keys, in which those of other versions of this program are compared. A
 * renamed key has its present name, a key that is missing has its default, keys on which no bit
 * depends are left out, also those that are gone, and equal numbers and flags are one text.
 */
final class CanonicalKeys {
  /** A number that is no part of a word: 1, 1.0, -2.5E-4. */
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w.])-?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d{1,3})?(?![\\w.])");

  private static final int MOST_ZEROS = 20;

  private final KnownKeys known;

  private CanonicalKeys(Config reference) {
    this.known = new KnownKeys(reference);
  }

  /**
   * The canonical form.
   *
   * @param keys keys with their values as an earlier or this version wrote them
   * @param defaults values of the keys that are missing
   */
  static SortedMap<String, String> of(
      SortedMap<String, String> keys, SortedMap<String, String> defaults) {
    return new CanonicalKeys(ConfigLayers.reference()).canonical(keys, defaults);
  }

  /** Tells whether two values of a key are written differently at most. */
  static boolean areEqual(String key, String one, String other) {
    CanonicalKeys canonical = new CanonicalKeys(ConfigLayers.reference());
    return canonical.value(key, one).equals(canonical.value(key, other));
  }

  /** Removes Muon's keys where none of the keys has it as the optimizer. */
  static void removeUnusedMuon(List<SortedMap<String, String>> all) {
    String muon = Settings.spelled(OptimizerConfig.Kind.MUON);
    if (all.stream().noneMatch(keys -> muon.equals(keys.get(OptimizerConfig.OPTIMIZER)))) {
      all.forEach(keys -> keys.keySet().removeIf(key -> key.startsWith(OptimizerConfig.MUON)));
    }
  }

  private SortedMap<String, String> canonical(
      SortedMap<String, String> keys, SortedMap<String, String> defaults) {
    SortedMap<String, String> all = new TreeMap<>(defaults);
    for (Map.Entry<String, String> entry : keys.entrySet()) {
      all.put(EarlierKeys.presentName(entry.getKey()), entry.getValue());
    }
    all.keySet().removeAll(TrainSection.EXECUTION);
    EarlierKeys.removeGone(all);
    removeUnusedMuon(List.of(all));
    all.replaceAll(this::value);
    return Collections.unmodifiableSortedMap(all);
  }

  private String value(String key, String written) {
    return known.isOfType(key, ConfigValueType.BOOLEAN)
        ? flag(written)
        : NUMBER.matcher(written).replaceAll(number -> number(number.group()));
  }

  /** HOCON reads yes and on as true, no and off as false. */
  private static String flag(String written) {
    return switch (written.toLowerCase(Locale.ROOT)) {
      case "yes", "on" -> "true";
      case "no", "off" -> "false";
      default -> written;
    };
  }

  private static String number(String written) {
    BigDecimal number = new BigDecimal(written);
    if (number.signum() == 0) {
      return "0";
    }
    BigDecimal shortest = number.stripTrailingZeros();
    // 1000 is not 1E+3 in messages; a number of hundreds of digits stays as it is.
    return Math.abs(shortest.scale()) <= MOST_ZEROS
        ? shortest.toPlainString()
        : shortest.toString();
  }
}
