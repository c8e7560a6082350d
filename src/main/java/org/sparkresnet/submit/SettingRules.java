package org.sparkresnet.submit;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.common.UserError;

/** Rules of the settings that a job reads: a value that breaks one would end Spark with a trace. */
final class SettingRules {
  private static final Predicate<String> COUNT =
      Pattern.compile("[1-9][0-9]{0,8}").asMatchPredicate();
  private static final Predicate<String> NUMBER = Pattern.compile("[0-9]{1,9}").asMatchPredicate();
  private static final Predicate<String> TRUTH =
      Pattern.compile("(?i)true|false").asMatchPredicate();

  private static final Map<String, Rule> RULES =
      Map.ofEntries(
          Map.entry(
              SettingKeys.DRIVER_MEMORY, new Rule("a size such as 4g", MemorySize::isOfSpark)),
          Map.entry(
              "spark.driver.memoryOverhead", new Rule("a size such as 2g", MemorySize::isOfSpark)),
          Map.entry("spark.executor.memory", new Rule("a size such as 3g", MemorySize::isOfSpark)),
          Map.entry(
              "spark.executor.memoryOverhead",
              new Rule("a size such as 7g", MemorySize::isOfSpark)),
          Map.entry("spark.driver.cores", new Rule("a whole number from 1", COUNT)),
          Map.entry("spark.executor.cores", new Rule("a whole number from 1", COUNT)),
          Map.entry("spark.executor.instances", new Rule("a whole number", NUMBER)),
          Map.entry("spark.cores.max", new Rule("a whole number from 1", COUNT)),
          Map.entry("spark.task.cpus", new Rule("a whole number from 1", COUNT)),
          Map.entry("spark.ui.port", new Rule("the number of a port", NUMBER)),
          Map.entry("spark.ui.enabled", new Rule("true or false", TRUTH)),
          Map.entry("spark.eventLog.enabled", new Rule("true or false", TRUTH)),
          Map.entry("spark.dynamicAllocation.enabled", new Rule("true or false", TRUTH)));

  private static final Rule HEAP =
      new Rule("a size with a unit of one letter, such as 4g", MemorySize::isOfJvm);

  private record Rule(String text, Predicate<String> test) {}

  private SettingRules() {}

  /**
   * Checks settings as they will be in force.
   *
   * @param onCluster tells whether the driver runs there
   * @throws UserError of code USAGE that names the first that breaks its rule, and its origin
   */
  static void check(List<Setting> settings, boolean onCluster) {
    for (Setting setting : settings) {
      Rule rule = RULES.get(setting.key());
      if (setting.key().equals(SettingKeys.DRIVER_MEMORY) && !onCluster) {
        rule = HEAP; // spark-submit gives the text to the JVM as it stands
      }
      if (rule != null && !rule.test().test(setting.value())) {
        throw refusal(setting, "must be " + rule.text());
      }
      if (SettingKeys.JAVA_OPTIONS.containsKey(setting.key())
          || SettingKeys.JAVA_OPTIONS.containsValue(setting.key())) {
        checkJavaOptions(setting);
      }
    }
  }

  private static void checkJavaOptions(Setting setting) {
    boolean isDriver = setting.key().startsWith("spark.driver.");
    if (setting.value().contains("-Xmx")) {
      throw refusal(
          setting,
          "must leave the heap (-Xmx) to spark.%s.memory"
              .formatted(isDriver ? "driver" : "executor"));
    }
    if (!isDriver && setting.value().contains("-Dspark")) {
      throw refusal(setting, "must set nothing of Spark's (-Dspark)");
    }
    try {
      JavaOptions.words(setting.value());
    } catch (IllegalArgumentException e) {
      throw refusal(setting, "must close its quotes");
    }
  }

  private static UserError refusal(Setting setting, String rule) {
    return UserError.usage(
        "%s %s, cannot be: %s (%s)"
            .formatted(
                setting.key(),
                rule,
                setting.value().isEmpty()
                    ? "empty"
                    : Redaction.redact(setting.key(), setting.value()),
                setting.origin()));
  }
}
