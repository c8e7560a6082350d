package org.sparkresnet.guide;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Generator of the lists of keys in configuration.md, in the order of reference.conf. */
final class ConfigurationPage {
  private ConfigurationPage() {}

  /**
   * A key of reference.conf.
   *
   * @param group of keys that it belongs to
   * @param comment its own, or else its group's, or else that of the key before it in the group
   */
  private record Key(String group, String name, ConfigValue value, String comment) {
    String path() {
      return group + "." + name;
    }

    /** The default as it stands in the file. */
    String text() {
      Config only = value.atKey("it");
      if (value.valueType() == ConfigValueType.LIST) {
        return only.getStringList("it").toString();
      }
      String text = only.getString("it");
      return text.isEmpty() ? "\"\"" : text;
    }
  }

  static String text() {
    ConfigObject reference =
        ConfigFactory.parseResources(
                ConfigurationPage.class.getClassLoader(),
                "reference.conf",
                ConfigParseOptions.defaults().setAllowMissing(false))
            .root();
    StringBuilder text = new StringBuilder();
    for (String group : names(reference)) {
      List<Key> keys = new ArrayList<>();
      collect(group, (ConfigObject) reference.get(group), comment(reference.get(group)), keys);
      text.append(text.isEmpty() ? "" : "\n").append("## ").append(group).append('\n');
      text.append(table(keys));
    }
    return text.toString();
  }

  private static void collect(
      String group, ConfigObject members, String inherited, List<Key> keys) {
    String before = inherited;
    for (String name : names(members)) {
      ConfigValue value = members.get(name);
      String own = comment(value);
      if (value instanceof ConfigObject inner) {
        collect(group + "." + name, inner, (inherited + " " + own).strip(), keys);
      } else {
        before = own.isEmpty() ? before : own;
        keys.add(new Key(group, ConfigUtil.joinPath(name), value, before));
      }
    }
  }

  /** Neighbours of a group with one comment share a row. */
  private static MarkdownTable table(List<Key> keys) {
    MarkdownTable table = new MarkdownTable("key", "default", "meaning");
    for (int begin = 0, end; begin < keys.size(); begin = end) {
      Key first = keys.get(begin);
      end = begin + 1;
      while (end < keys.size()
          && keys.get(end).group().equals(first.group())
          && keys.get(end).comment().equals(first.comment())) {
        end++;
      }
      List<Key> same = keys.subList(begin, end);
      table.row(
          List.of(
              MarkdownTable.code(same.stream().map(Key::path)),
              MarkdownTable.code(same.stream().map(Key::text)),
              MarkdownTable.plain(first.comment())));
    }
    return table;
  }

  private static List<String> names(ConfigObject members) {
    return members.keySet().stream()
        .sorted(
            Comparator.<String>comparingInt(name -> members.get(name).origin().lineNumber())
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static String comment(ConfigValue value) {
    return value.origin().comments().stream().map(String::strip).collect(Collectors.joining(" "));
  }
}
