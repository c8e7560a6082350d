package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.List;
import org.sparkresnet.common.UserError;

/**
 * Layers of a configuration: reference.conf, under the user's file, under assignments of single
 * keys. Unknown keys are refused.
 */
final class ConfigLayers {
  private ConfigLayers() {}

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
    return over(config, assignments, source);
  }

  /**
   * A configuration under assignments.
   *
   * @param assignments key=value, each over the ones before it
   * @param source of the assignments, for messages
   */
  static Config over(Config below, List<String> assignments, String source) {
    KnownKeys known = new KnownKeys(reference());
    Config config = below;
    for (String assignment : assignments) {
      Config own = assigned(assignment, known, source);
      known.requireAll(own, source);
      config = own.withFallback(config);
    }
    known.requireValues(config);
    return config;
  }

  /**
   * The value of one key.
   *
   * @param source of the assignment, for messages
   */
  static Config assigned(String assignment, KnownKeys known, String source) {
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
          : single(key, value, source);
    } catch (ConfigException | HoconText.Refusal e) {
      throw notAnAssignment(assignment, source);
    }
  }

  /** A value in HOCON; a line below it would be another key, or an include. */
  private static Config single(String key, String value, String source) throws HoconText.Refusal {
    Config config =
        HoconText.resolved(
            HoconText.parse(
                key + " = " + value, source, ConfigSyntax.CONF, new RefusingIncluder(source)));
    if (!config.withoutPath(key).entrySet().isEmpty()) {
      throw notAnAssignment(key + "=" + value, source);
    }
    return config;
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
