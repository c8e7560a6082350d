package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigSyntax;
import java.util.Map;
import java.util.SortedMap;
import org.sparkresnet.common.UserError;

/**
 * Reader of configurations of earlier runs. They lie beside models that may come from anywhere:
 * nothing is included, substituted or fetched, and whatever is wrong is an error of the data that
 * names the file.
 */
final class StoredConfig {
  /** Keys of earlier versions, with those that have their meaning now. */
  private static final Map<String, String> RENAMED =
      Map.of("train.outer-momentum", "train.outer.momentum");

  /** Defaults of earlier versions that are others now: what a run without the key was made with. */
  static final Map<String, String> EARLIER_DEFAULTS = Map.of(TrainSection.PRECISION, "float32");

  private StoredConfig() {}

  private static Config defaults(Config reference) {
    return ConfigFactory.parseMap(EARLIER_DEFAULTS).withFallback(reference);
  }

  /** Name that a key of this or an earlier version has now. */
  static String presentName(String key) {
    return RENAMED.getOrDefault(key, key);
  }

  /** The defaults under the HOCON of an earlier run, whose unknown keys stay. */
  static Config ofText(Config reference, String hocon, String origin) {
    Config config = resolved(hocon, origin);
    for (Map.Entry<String, String> key : RENAMED.entrySet()) {
      if (config.hasPath(key.getKey())) {
        config =
            config
                .withValue(key.getValue(), config.getValue(key.getKey()))
                .withoutPath(key.getKey());
      }
    }
    return checked(new KnownKeys(reference), config.withFallback(defaults(reference)), origin);
  }

  /** The defaults under the values of an earlier run, whose unknown keys are left out. */
  static Config ofValues(Config reference, SortedMap<String, String> values, String origin) {
    Config config = defaults(reference);
    KnownKeys known = new KnownKeys(reference);
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String key = presentName(entry.getKey());
      if (known.contain(key)) {
        try {
          config =
              ConfigLayers.assigned(key + "=" + entry.getValue(), known, "a value")
                  .withFallback(config);
        } catch (UserError e) {
          throw UserError.data(origin + ": " + e.getMessage(), e);
        }
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
