package org.sparkresnet.submit;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.common.TextTable;

/** Table of the Spark settings of a submission, with the place that each comes from. */
public final class SettingsTable {
  private final SortedMap<String, Setting> settings = new TreeMap<>();

  /** Table of settings as they are laid. */
  public SettingsTable(List<Setting> laid) {
    laid.forEach(setting -> settings.put(setting.key(), setting));
  }

  /** Adds what a submit script gives spark-submit of its own. */
  public SettingsTable script(List<String> words) {
    SubmitOptions.settings(words)
        .forEach(
            (key, value) -> {
              Setting known = settings.get(key);
              if (known == null || !known.value().equals(value)) {
                settings.put(key, new Setting(key, value, "project"));
              }
            });
    return this;
  }

  /** Adds settings that a job makes whatever the others say. */
  public SettingsTable required(Map<String, String> required) {
    required.forEach(
        (key, value) -> {
          Setting known = settings.get(key);
          String origin =
              known == null || known.value().equals(value)
                  ? "project"
                  : "project, which needs it, instead of %s (%s)"
                      .formatted(Redaction.redact(key, known.value()), known.origin());
          settings.put(key, new Setting(key, value, origin));
        });
    return this;
  }

  /** Adds settings that a job makes where no others are. */
  public SettingsTable defaults(Map<String, String> defaults) {
    defaults.forEach((key, value) -> settings.putIfAbsent(key, new Setting(key, value, "project")));
    return this;
  }

  /** Lines with key, origin and value, each a comment of the shell; secrets are hidden. */
  @Override
  public String toString() {
    TextTable table = TextTable.ofTexts();
    settings
        .values()
        .forEach(
            it ->
                table.row(
                    "#",
                    it.key(),
                    "[" + it.origin() + "]",
                    Redaction.redact(it.key(), it.value())));
    return table.toString();
  }
}
