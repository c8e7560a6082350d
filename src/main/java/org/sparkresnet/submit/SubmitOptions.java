package org.sparkresnet.submit;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reader of the Spark settings among the options of spark-submit. */
final class SubmitOptions {
  /** Options that stand for a setting. Spark prefers each to the same setting of --conf. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("--name", "spark.app.name"),
          Map.entry("--master", "spark.master"),
          Map.entry("--deploy-mode", SettingKeys.DEPLOY_MODE),
          Map.entry("--driver-memory", SettingKeys.DRIVER_MEMORY),
          Map.entry("--driver-cores", "spark.driver.cores"),
          Map.entry("--driver-java-options", SettingKeys.DRIVER_JAVA_OPTIONS),
          Map.entry("--driver-library-path", "spark.driver.extraLibraryPath"),
          Map.entry("--driver-class-path", "spark.driver.extraClassPath"),
          Map.entry("--executor-memory", "spark.executor.memory"),
          Map.entry("--executor-cores", "spark.executor.cores"),
          Map.entry("--total-executor-cores", "spark.cores.max"),
          Map.entry("--num-executors", "spark.executor.instances"),
          Map.entry("--queue", "spark.yarn.queue"),
          Map.entry("--jars", "spark.jars"),
          Map.entry("--files", "spark.files"),
          Map.entry("--archives", "spark.archives"),
          Map.entry("--py-files", "spark.submit.pyFiles"),
          Map.entry("--packages", "spark.jars.packages"),
          Map.entry("--exclude-packages", "spark.jars.excludes"),
          Map.entry("--repositories", "spark.jars.repositories"),
          Map.entry("--principal", "spark.kerberos.principal"),
          Map.entry("--keytab", "spark.kerberos.keytab"));

  private SubmitOptions() {}

  /** Settings of a command line by key; of several for one key, the one that Spark uses. */
  static SortedMap<String, String> settings(List<String> words) {
    SortedMap<String, String> settings = new TreeMap<>();
    SortedMap<String, String> preferred = new TreeMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String option = equals < 0 ? word : word.substring(0, equals);
      boolean isConf = option.equals("--conf") || option.equals("-c");
      if (!isConf && !KEYS.containsKey(option)) {
        continue;
      }
      String value = word.substring(equals + 1);
      if (equals < 0) {
        i++;
        value = i < words.size() ? words.get(i) : "";
      }
      if (isConf) {
        String[] parts = value.split("=", 2);
        settings.put(parts[0], parts.length == 2 ? parts[1] : "");
      } else {
        preferred.put(KEYS.get(option), value);
      }
    }
    settings.putAll(preferred);
    return settings;
  }

  /** Words that give Java options of the driver so that they replace those of earlier words. */
  static List<String> replacing(List<String> words, String key, String value) {
    boolean byOption =
        key.equals(SettingKeys.DRIVER_JAVA_OPTIONS)
            && words.stream().anyMatch(word -> word.startsWith("--driver-java-options"));
    return byOption
        ? List.of("--driver-java-options", value)
        : List.of("--conf", key + "=" + value);
  }
}
