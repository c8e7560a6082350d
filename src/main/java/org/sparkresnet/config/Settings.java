package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.HomeFolder;

/**
 * Reader of the resolved keys. Each method names the key, the rule and the value when it refuses
 * one.
 */
final class Settings {
  private static final String WHOLE_NUMBER = "a whole number";

  private final Config config;

  Settings(Config config) {
    this.config = config;
  }

  /** These settings with another value of a key. */
  Settings with(String key, Object value) {
    return new Settings(config.withValue(key, ConfigValueFactory.fromAnyRef(value)));
  }

  /** A whole number. */
  int integer(String key) {
    return integer(key, WHOLE_NUMBER);
  }

  /**
   * A whole number, where another value is possible, too.
   *
   * @param words all that is possible, for the message
   */
  int integer(String key, String words) {
    return narrow(key, longInteger(key, words));
  }

  /** A value of a key as a number of 32 bits. */
  static int narrow(String key, long value) {
    if (value != (int) value) {
      throw UserError.usage(key + " must fit 32 bits, cannot be: " + value);
    }
    return (int) value;
  }

  /** A whole number for which a rule holds. */
  int integer(String key, Rule rule) {
    int value = integer(key);
    require(rule.holds().test(value), key, rule, value);
    return value;
  }

  /** A whole number of 64 bits. */
  long longInteger(String key) {
    return longInteger(key, WHOLE_NUMBER);
  }

  private long longInteger(String key, String words) {
    double value = read(key, words, config::getDouble);
    if (value != Math.rint(value) || Double.isInfinite(value)) {
      throw UserError.usage(key + " must be " + words + ", cannot be: " + value);
    }
    long whole = read(key, words, config::getLong);
    if ((double) whole != value) { // the largest one, in place of a larger
      throw UserError.usage(key + " must fit 64 bits, cannot be: " + value);
    }
    return whole;
  }

  /** A whole number of 64 bits for which a rule holds. */
  long longInteger(String key, Rule rule) {
    long value = longInteger(key);
    require(rule.holds().test((double) value), key, rule, value);
    return value;
  }

  /** A finite number: HOCON takes the names of others for numbers, too. */
  double decimal(String key) {
    double value = read(key, "a number", config::getDouble);
    requireFinite(key, value);
    return value;
  }

  private static void requireFinite(String key, double value) {
    if (!Double.isFinite(value)) {
      throw UserError.usage(key + " must be a finite number, cannot be: " + value);
    }
  }

  /** A number for which a rule holds. */
  double decimal(String key, Rule rule) {
    double value = decimal(key);
    require(rule.holds().test(value), key, rule, value);
    return value;
  }

  private static void require(boolean holds, String key, Rule rule, Object value) {
    if (!holds) {
      throw UserError.usage(key + " must be " + rule.words() + ", cannot be: " + value);
    }
  }

  /** true or false. */
  boolean flag(String key) {
    return read(key, "true or false", config::getBoolean);
  }

  /** A text. */
  String text(String key) {
    return read(key, "a text", config::getString);
  }

  /** Paths: a text with commas between them, or a list. */
  List<String> paths(String key) {
    List<String> paths =
        isList(key)
            ? read(key, "a list of paths", config::getStringList)
            : PathList.split(text(key));
    if (paths.isEmpty() || paths.stream().anyMatch(String::isBlank)) {
      throw UserError.usage(
          "%s must be one or more paths, cannot be: %s"
              .formatted(key, config.getValue(key).render(ConfigRenderOptions.concise())));
    }
    return paths.stream().map(path -> HomeFolder.expand(key, path)).toList();
  }

  /** A list of finite numbers. */
  List<Double> decimals(String key) {
    List<Double> values = read(key, "a list of numbers", config::getDoubleList);
    values.forEach(value -> requireFinite(key, value));
    return values;
  }

  /** A list of whole numbers. */
  List<Long> longIntegers(String key) {
    return read(
        key,
        "a list of whole numbers",
        k -> config.getDoubleList(k).stream().map(Settings::whole).toList());
  }

  private static long whole(double value) {
    if (value != (long) value) {
      throw new ConfigException.BadValue("", "not a whole number");
    }
    return (long) value;
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

  /** Tells whether the value is a list. */
  boolean isList(String key) {
    return config.getValue(key).unwrapped() instanceof List;
  }

  /**
   * A list of objects, each with whole numbers under the given names and no others.
   *
   * @param words all that is possible, for the message
   */
  List<Map<String, Long>> objects(String key, List<String> names, String words) {
    return read(
        key,
        words,
        k -> config.getConfigList(k).stream().map(object -> wholeNumbers(object, names)).toList());
  }

  private static Map<String, Long> wholeNumbers(Config object, List<String> names) {
    Map<String, Long> values = new TreeMap<>();
    names.forEach(name -> values.put(name, whole(object.getDouble(name))));
    for (String name : object.root().keySet()) {
      if (!values.containsKey(name)) {
        throw new ConfigException.BadPath(name, "unknown");
      }
    }
    return values;
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

  /** The name of a value, in lower case with hyphens. */
  static String spelled(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Every key with its value, in the order of the keys; {@code --set} reads the same value. */
  SortedMap<String, String> values() {
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
  String render() {
    return Redaction.redact(
        config
            .root()
            .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false)));
  }
}
