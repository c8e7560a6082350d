package org.sparkresnet.submit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The project's Spark settings under those of the file that Spark will read, of the environment and
 * of the command line, setting by setting. Java options are joined: the project's limits off the
 * heap hold unless an upper text sets the same system property.
 */
public final class LaidSettings {
  private static final String PROCESS_LIMIT = "org.bytedeco.javacpp.maxphysicalbytes";
  private static final String PROJECT = "project";

  private final SettingsFile project;
  private final Optional<SettingsFile> file;
  private final Map<String, String> environment;
  private final List<String> words;
  private final SortedMap<String, String> options;
  private final List<String> added = new ArrayList<>();
  private final List<Setting> settings = new ArrayList<>();

  /**
   * Lays the settings.
   *
   * @param project file of the project's settings
   * @param file file that Spark will read, which may be the project's; empty without one
   * @param environment environment variables
   * @param words spark-submit's options, as the user gave them
   */
  public LaidSettings(
      Path project, Optional<Path> file, Map<String, String> environment, List<String> words) {
    this.project = SettingsFile.read(project);
    this.file = file.map(it -> it.equals(project) ? this.project : SettingsFile.read(it));
    this.environment = environment;
    this.words = words;
    this.options = SubmitOptions.settings(words);
    SortedMap<String, String> all = new TreeMap<>(this.project.settings());
    all.putAll(fromFile());
    all.putAll(options);
    all.keySet().forEach(this::lay);
  }

  /** Words for spark-submit, to stand after those of the user. */
  public List<String> added() {
    return List.copyOf(added);
  }

  /** Settings of the file that Spark will read, by key. */
  public SortedMap<String, String> fromFile() {
    return file.map(SettingsFile::settings).orElseGet(TreeMap::new);
  }

  /** All settings that will be in force, by key, with their origins. */
  public List<Setting> all() {
    return List.copyOf(settings);
  }

  /**
   * Checks the settings.
   *
   * @param words all words that spark-submit gets so far
   * @throws org.sparkresnet.common.UserError of code USAGE for one with which no job can start
   */
  public LaidSettings checked(List<String> words) {
    String mode =
        SubmitOptions.settings(words)
            .getOrDefault(
                SettingKeys.DEPLOY_MODE, fromFile().getOrDefault(SettingKeys.DEPLOY_MODE, ""));
    SettingRules.check(settings, mode.equals("cluster"));
    return this;
  }

  private void lay(String key) {
    Optional<Setting> upper = upper(key);
    if (SettingKeys.JAVA_OPTIONS.containsKey(key) && project.settings().containsKey(key)) {
      join(key, upper);
    } else if (upper.isPresent()) {
      settings.add(upper.get());
    } else if (isRead() || !SettingKeys.isIn(fromFile(), key)) {
      if (SettingKeys.isIn(options, key)) {
        return; // under its older name
      }
      settings.add(new Setting(key, project.settings().get(key), PROJECT));
      if (!isRead()) {
        added.addAll(List.of("--conf", key + "=" + project.settings().get(key)));
      }
    }
  }

  /** Setting of the user, of the cluster's file or of the environment. */
  private Optional<Setting> upper(String key) {
    if (options.containsKey(key)) {
      return Optional.of(new Setting(key, options.get(key), "command line"));
    }
    if (!isRead() && fromFile().containsKey(key)) {
      return Optional.of(
          new Setting(key, fromFile().get(key), file.orElseThrow().path().toString()));
    }
    String variable = SettingKeys.VARIABLES.getOrDefault(key, "");
    String value = environment.getOrDefault(variable, "");
    return value.isEmpty() || fromFile().containsKey(key)
        ? Optional.empty()
        : Optional.of(new Setting(key, value, variable));
  }

  private void join(String key, Optional<Setting> upper) {
    String ours = project.settings().get(key);
    if (key.equals(SettingKeys.DRIVER_JAVA_OPTIONS)) {
      ours = withProcessLimit(ours);
    }
    Setting unjoined = upper.orElse(new Setting(key, "", PROJECT));
    SettingRules.check(List.of(unjoined, new Setting(key, ours, PROJECT)), true);
    String before = SettingKeys.JAVA_OPTIONS.get(key);
    String besides = options.getOrDefault(before, fromFile().getOrDefault(before, ""));
    String joined = JavaOptions.merged(ours, unjoined.value(), besides);
    String origin =
        upper.isEmpty() || upper.get().value().isEmpty() || joined.equals(upper.get().value())
            ? unjoined.origin()
            : PROJECT + ", then " + unjoined.origin();
    settings.add(new Setting(key, joined, origin));
    String known = options.getOrDefault(key, fromFile().getOrDefault(key, ""));
    if (!joined.equals(known)) {
      added.addAll(SubmitOptions.replacing(words, key, joined));
    }
  }

  /** The driver's limit of the process leaves what it leaves now beside another heap, too. */
  private String withProcessLimit(String ours) {
    OptionalLong limit = MemorySize.bytes(JavaOptions.value(ours, PROCESS_LIMIT));
    OptionalLong own =
        MemorySize.bytes(project.settings().getOrDefault(SettingKeys.DRIVER_MEMORY, ""));
    OptionalLong heap =
        upper(SettingKeys.DRIVER_MEMORY)
            .map(setting -> MemorySize.bytes(setting.value()))
            .orElse(OptionalLong.empty());
    if (limit.isEmpty() || own.isEmpty() || heap.isEmpty() || heap.getAsLong() <= own.getAsLong()) {
      return ours;
    }
    long bytes = limit.getAsLong() - own.getAsLong() + heap.getAsLong();
    return JavaOptions.with(ours, PROCESS_LIMIT, (bytes >> 20) + "m");
  }

  /** Tells whether Spark reads the project's file itself. */
  private boolean isRead() {
    return file.filter(it -> it.path().equals(project.path())).isPresent();
  }
}
