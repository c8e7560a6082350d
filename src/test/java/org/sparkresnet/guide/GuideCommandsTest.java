package org.sparkresnet.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.cli.Main;
import org.sparkresnet.common.ExitCode;
import picocli.CommandLine;

/** Compares the commands that README and guide show with those of the command line. */
class GuideCommandsTest {
  private static final Map<String, CommandLine> COMMANDS =
      new CommandLine(new Main()).getSubcommands();

  /** The keys of reference.conf. */
  private static final Set<String> KEYS =
      ConfigFactory.parseResources(GuideCommandsTest.class.getClassLoader(), "reference.conf")
          .entrySet()
          .stream()
          .map(entry -> String.join(".", ConfigUtil.splitPath(entry.getKey())))
          .collect(Collectors.toSet());

  private static final Pattern SUBMISSION =
      Pattern.compile("submit/(?:local|standalone|yarn|retrain)\\b([^\n]*)");
  private static final Pattern OPTION = Pattern.compile("(?<=[ \\[])--[a-z][a-z-]*");
  private static final Pattern SETTING = Pattern.compile("--set '?([a-z][a-z.-]*)=");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*) \\|");

  static List<GuidePage> pages() throws IOException {
    return GuidePage.all();
  }

  @Test
  void theReadmeHasEveryCommand() throws IOException {
    String readme = Files.readString(GuidePage.README);
    String table = readme.substring(readme.indexOf("## Commands"), readme.indexOf("## Recipes"));
    Set<String> named = new TreeSet<>();
    Matcher row = ROW.matcher(table);
    while (row.find()) {
      Pattern.compile("`([a-z]+)")
          .matcher(row.group(1))
          .results()
          .forEach(it -> named.add(it.group(1)));
    }
    Set<String> offered = new TreeSet<>();
    COMMANDS.forEach(
        (name, command) -> {
          if (!command.getCommandSpec().usageMessage().hidden()) {
            offered.add(name);
          }
        });
    assertThat(named).isEqualTo(offered);
  }

  @Test
  void theReadmeHasEveryExitCode() throws IOException {
    String readme = Files.readString(GuidePage.README);
    assertThat(ExitCode.values())
        .allSatisfy(code -> assertThat(readme).contains("\n| " + code.code() + " | "));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyOptionOfACommandIsItsOwn(GuidePage page) {
    for (String line : submissions(page)) {
      String[] words = line.split("\\s+");
      for (int i = 0; i < words.length; i++) {
        CommandLine command = COMMANDS.get(words[i]);
        if (command != null) {
          CommandLine own =
              i + 1 < words.length
                  ? command.getSubcommands().getOrDefault(words[i + 1], command)
                  : command;
          String rest = " " + String.join(" ", List.of(words).subList(i + 1, words.length));
          OPTION
              .matcher(rest)
              .results()
              .forEach(
                  it -> assertThat(options(own)).as("%s: %s", page, line).contains(it.group()));
          break;
        }
      }
    }
  }

  private static Set<String> options(CommandLine command) {
    Set<String> options = new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
    options.addAll(command.getCommandSpec().negatedOptionsMap().keySet());
    return options;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyKeyThatIsSetIsKnown(GuidePage page) {
    for (String code : page.code()) {
      SETTING
          .matcher(code)
          .results()
          .map(it -> it.group(1))
          .filter(key -> !key.equals("key") && !key.equals("train.epoch")) // the typo of an example
          .forEach(key -> assertThat(KEYS).as("%s: %s", page, code).contains(key));
    }
  }

  /** The words after each submit script, without comments, with continued lines as one. */
  private static List<String> submissions(GuidePage page) {
    List<String> submissions = new ArrayList<>();
    for (String code : page.code()) {
      Matcher matcher = SUBMISSION.matcher(code.replace("\\\n", " "));
      while (matcher.find()) {
        String words = matcher.group(1).replaceAll(" #.*", "").strip();
        boolean retrain = matcher.group().startsWith("submit/retrain");
        submissions.add(retrain ? words.replaceFirst("(^|.* )-- ", "retrain ") : words);
      }
    }
    return submissions;
  }
}
