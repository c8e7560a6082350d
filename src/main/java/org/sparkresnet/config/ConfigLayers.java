package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.sparkresnet.common.UserError;

/**
 * Layers of a configuration: reference.conf, under the user's file, under assignments of single
 * keys. Unknown keys are refused.
 */
final class ConfigLayers {
  /** Keys of earlier versions, with those that have their meaning now. */
  private static final Map<String, String> RENAMED =
      Map.of("train.outer-momentum", "train.outer.momentum");

  private ConfigLayers() {}

  /** Name that a key of this or an earlier version has now. */
  static String presentName(String key) {
    return RENAMED.getOrDefault(key, key);
  }

  /** The defaults. */
  static Config reference() {
    return ConfigFactory.parseURL(ConfigLayers.class.getResource("/reference.conf"));
  }

  /**
   * The defaults under a file under assignments.
   *
   * @param file the user's file; null for none
   * @param assignments key=value, each over the ones before it
   * @param source of the assignments, for messages
   */
  static Config load(Path file, List<String> assignments, String source) {
    Config reference = reference();
    KnownKeys known = new KnownKeys(reference);
    Config config = reference;
    if (file != null) {
      Config own = ConfigFile.parse(file);
      known.requireAll(own, file.toString());
      config = own.withFallback(config);
    }
    for (String assignment : assignments) {
      Config own = parse(assignment, known, source);
      known.requireAll(own, source);
      config = own.withFallback(config);
    }
    known.requireValues(config);
    return config;
  }

  /** The defaults under the stored HOCON of an earlier run, whose unknown keys stay. */
  static Config stored(String hocon) {
    Config config = ConfigFactory.parseString(hocon);
    for (Map.Entry<String, String> key : RENAMED.entrySet()) {
      if (config.hasPath(key.getKey())) {
        config =
            config
                .withValue(key.getValue(), config.getValue(key.getKey()))
                .withoutPath(key.getKey());
      }
    }
    return config.withFallback(reference());
  }

  /** The defaults under the stored values of an earlier run, whose unknown keys are left out. */
  static Config stored(SortedMap<String, String> values) {
    Config config = reference();
    KnownKeys known = new KnownKeys(config);
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String key = presentName(entry.getKey());
      if (known.contain(key)) {
        String assignment = key + "=" + entry.getValue();
        config = parse(assignment, known, "a stored value").withFallback(config);
      }
    }
    return config;
  }

  private static Config parse(String assignment, KnownKeys known, String source) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw notAnAssignment(assignment, source);
    }
    String key = assignment.substring(0, equals).strip();
    String value = assignment.substring(equals + 1).strip();
    try {
      // Paths and addresses are taken as they stand: HOCON would see comments in // and #.
      return known.isText(key) && !(known.isPaths(key) && PathList.isList(value))
          ? ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(unquoted(value)))
          : ConfigFactory.parseString(key + " = " + value).resolve();
    } catch (ConfigException e) {
      throw notAnAssignment(assignment, source);
    }
  }

  private static UserError notAnAssignment(String assignment, String source) {
    return UserError.usage(source + " must be key=value, cannot be: " + assignment);
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
