package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.common.UserError;

/**
 * The resolved configuration: reference.conf, under the user's file, under the options of the
 * command line. Unknown keys are refused. Every reader names the key, the rule and the value when
 * it refuses one.
 */
public final class Settings {
  private final Config config;

  private Settings(Config config) {
    this.config = config;
  }

  /**
   * Loads the configuration.
   *
   * @param file the user's file; null for none
   * @param assignments key=value, each over the ones before it
   */
  public static Settings load(Path file, List<String> assignments) {
    Config reference = reference();
    KnownKeys known = new KnownKeys(reference);
    Config config = reference;
    if (file != null) {
      Config own = ConfigFile.parse(file);
      known.requireAll(own, file.toString());
      config = own.withFallback(config);
    }
    for (String assignment : assignments) {
      Config own = parse(assignment, known);
      known.requireAll(own, "--set");
      config = own.withFallback(config);
    }
    known.requireValues(config);
    return new Settings(config);
  }

  /**
   * The configuration of an earlier run, as it was stored; keys of today that it lacks stay
   * default.
   */
  public static Settings stored(String text) {
    return new Settings(ConfigFactory.parseString(text).withFallback(reference()));
  }

  /** The same with another value of a known key. */
  public Settings with(String key, int value) {
    return new Settings(config.withValue(key, ConfigValueFactory.fromAnyRef(value)));
  }

  /**
   * The same, as {@link #values()} of an earlier run have it; keys that are unknown today are left
   * out.
   */
  public static Settings stored(SortedMap<String, String> values) {
    Config config = reference();
    KnownKeys known = new KnownKeys(config);
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (known.contain(entry.getKey())) {
        config = parse(entry.getKey() + "=" + entry.getValue(), known).withFallback(config);
      }
    }
    return new Settings(config);
  }

  private static Config reference() {
    return ConfigFactory.parseURL(Settings.class.getResource("/reference.conf"));
  }

  private static Config parse(String assignment, KnownKeys known) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw UserError.usage("--set must be key=value, cannot be: " + assignment);
    }
    String key = assignment.substring(0, equals).strip();
    String value = assignment.substring(equals + 1).strip();
    try {
      // Paths and addresses are taken as they stand: HOCON would see comments in // and #.
      return known.isText(key) && !(known.isPaths(key) && PathList.isList(value))
          ? ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(unquoted(value)))
          : ConfigFactory.parseString(key + " = " + value).resolve();
    } catch (ConfigException e) {
      throw UserError.usage("--set must be key=value, cannot be: " + assignment);
    }
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** A whole number. */
  public int integer(String key) {
    long value = longInteger(key);
    if (value != (int) value) {
      throw UserError.usage(key + " must fit 32 bits, cannot be: " + value);
    }
    return (int) value;
  }

  /** A whole number of 64 bits. */
  public long longInteger(String key) {
    double value = read(key, "a whole number", config::getDouble);
    if (value != Math.rint(value)) {
      throw UserError.usage(key + " must be a whole number, cannot be: " + value);
    }
    return read(key, "a whole number", config::getLong);
  }

  /** A number. */
  double decimal(String key) {
    return read(key, "a number", config::getDouble);
  }

  /** true or false. */
  public boolean flag(String key) {
    return read(key, "true or false", config::getBoolean);
  }

  /** A text. */
  public String text(String key) {
    return read(key, "a text", config::getString);
  }

  /** Paths: a text with commas between them, or a list. */
  public List<String> paths(String key) {
    List<String> paths =
        isList(key)
            ? read(key, "a list of paths", config::getStringList)
            : PathList.split(text(key));
    if (paths.isEmpty() || paths.stream().anyMatch(String::isBlank)) {
      throw UserError.usage(
          "%s must be one or more paths, cannot be: %s"
              .formatted(key, config.getValue(key).render(ConfigRenderOptions.concise())));
    }
    return List.copyOf(paths);
  }

  /** A list of numbers. */
  List<Double> decimals(String key) {
    return read(key, "a list of numbers", config::getDoubleList);
  }

  /** A list of whole numbers. */
  List<Long> longIntegers(String key) {
    return read(key, "a list of whole numbers", config::getLongList);
  }

  /** One of an enum's names, written in lower case with hyphens. */
  <E extends Enum<E>> E choice(String key, Class<E> choices) {
    String text = text(key);
    for (E choice : choices.getEnumConstants()) {
      if (spelled(choice).equals(text)) {
        return choice;
      }
    }
    throw UserError.usage(
        "%s must be one of %s, cannot be: %s"
            .formatted(
                key,
                String.join(
                    ", ",
                    Arrays.stream(choices.getEnumConstants()).map(Settings::spelled).toList()),
                text));
  }

  /** Whether the value is a list. */
  boolean isList(String key) {
    return config.getValue(key).unwrapped() instanceof List;
  }

  /** A list of objects, each with whole numbers under the given names. */
  List<Map<String, Long>> objects(String key, List<String> names) {
    String rule = "a whole number or a list of {" + String.join(", ", names) + "}";
    return read(
        key,
        rule,
        k ->
            config.getConfigList(k).stream()
                .map(
                    object -> {
                      Map<String, Long> values = new TreeMap<>();
                      names.forEach(name -> values.put(name, object.getLong(name)));
                      return values;
                    })
                .toList());
  }

  private interface Reader<T> {
    T read(String key);
  }

  private <T> T read(String key, String rule, Reader<T> reader) {
    try {
      return reader.read(key);
    } catch (ConfigException e) {
      throw UserError.usage(
          "%s must be %s, cannot be: %s"
              .formatted(key, rule, config.getValue(key).render(ConfigRenderOptions.concise())));
    }
  }

  private static String spelled(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Every key with its value, in the order of the keys; {@code --set} reads the same value. */
  public SortedMap<String, String> values() {
    SortedMap<String, String> values = new TreeMap<>();
    config.entrySet().forEach(entry -> put(values, entry.getKey(), entry.getValue()));
    return values;
  }

  private void put(SortedMap<String, String> values, String quotedKey, ConfigValue value) {
    String key = String.join(".", ConfigUtil.splitPath(quotedKey));
    values.put(
        key,
        KnownKeys.PATHS.contains(key)
            ? PathList.join(paths(key))
            : String.valueOf(value.unwrapped()));
  }

  /** The whole configuration as a HOCON file, without passwords. */
  public String render() {
    return Redaction.redact(
        config
            .root()
            .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false)));
  }
}
