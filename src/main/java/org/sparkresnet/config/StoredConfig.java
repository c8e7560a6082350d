package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.SortedMap;
import org.sparkresnet.common.UserError;

/**
 * Reader of configurations of earlier runs. They lie beside models that may come from anywhere:
 * nothing is included, substituted or fetched, and whatever is wrong is an error of the data that
 * names the file.
 */
final class StoredConfig {
  private StoredConfig() {}

  private static Config defaults(Config reference) {
    return ConfigFactory.parseMap(EarlierKeys.DEFAULTS).withFallback(reference);
  }

  /** The defaults under the HOCON of an earlier run, whose unknown keys stay. */
  static Config ofText(Config reference, String hocon, String origin) {
    Config config = resolved(hocon, origin);
    for (Map.Entry<String, String> key : EarlierKeys.RENAMED.entrySet()) {
      if (config.hasPath(key.getKey())) {
        config =
            config
                .withValue(key.getValue(), config.getValue(key.getKey()))
                .withoutPath(key.getKey());
      }
    }
    return checked(new KnownKeys(reference), config.withFallback(defaults(reference)), origin);
  }

  /**
   * The defaults under the values of an earlier run, whose unknown keys are left out, but for those
   * that are gone and changed something.
   */
  static Config ofValues(Config reference, SortedMap<String, String> values, String origin) {
    Config config = defaults(reference);
    KnownKeys known = new KnownKeys(reference);
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String key = EarlierKeys.presentName(entry.getKey());
      if (known.contain(key)) {
        try {
          config =
              ConfigLayers.assigned(key + "=" + entry.getValue(), known, "a value")
                  .withFallback(config);
        } catch (UserError e) {
          throw UserError.data(origin + ": " + e.getMessage(), e);
        }
      } else if (EarlierKeys.isMissed(key, entry.getValue())) {
        config = config.withValue(key, ConfigValueFactory.fromAnyRef(entry.getValue()));
      }
    }
    return checked(known, config, origin);
  }

  private static Config resolved(String hocon, String origin) {
    Config config;
    try {
      config = HoconText.parse(hocon, origin, ConfigSyntax.CONF, new RefusingIncluder(origin));
    } catch (HoconText.Refusal e) {
      throw UserError.data("not a stored configuration: " + e.getMessage(), e);
    }
    if (!config.isResolved()) {
      throw UserError.data(origin + ": must be resolved, has a substitution ${…}");
    }
    return config;
  }

  private static Config checked(KnownKeys known, Config config, String origin) {
    try {
      known.requireValues(config);
      return config;
    } catch (UserError e) {
      throw UserError.data(origin + ": " + e.getMessage(), e);
    }
  }
}
