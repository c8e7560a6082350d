package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class ConfigFileTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train { step { factr = 0.1 } }"
            + " | FILE: unknown key train.step.factr; did you mean train.step.factor?",
        "include \"absent.conf\" | FILE: cannot be included: ",
        "include file(\"absent.conf\") | FILE: cannot be included: ",
        "train { epochs = | not a HOCON file",
      })
  void refusesAFileThatIsNoConfiguration(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("own.conf"), text);
    assertRefused(file, message.replace("FILE", file.toString()));
  }

  @Test
  void includesFilesBesideItAndBelow() throws IOException {
    Files.createDirectories(folder.resolve("more"));
    Files.writeString(folder.resolve("base.conf"), "train.epochs = 7");
    Files.writeString(folder.resolve("more/deep.conf"), "include \"deeper.json\"");
    Files.writeString(folder.resolve("more/deeper.json"), "{\"train\": {\"seed\": 9}}");
    for (String name :
        List.of(
            "\"base.conf\"",
            "\"base\"",
            "file(\"base.conf\")",
            "required(file(\"base.conf\"))",
            "required(\"more/../base.conf\")")) {
      Path file =
          Files.writeString(
              folder.resolve("own.conf"), "include " + name + "\ninclude \"more/deep.conf\"");
      JobConfig config = JobConfig.load(file, List.of());
      assertThat(config.values())
          .as(name)
          .containsEntry("train.epochs", "7")
          .containsEntry("train.seed", "9");
    }
  }

  @Test
  void listsAllThatItIncludesWhereverThatStands() throws IOException {
    Files.createDirectories(folder.resolve("more"));
    Path own =
        Files.writeString(
            folder.resolve("own.conf"),
            "train { seed = 1 }, include \"base\"\ntrain { include \"last.json\" }\n"
                + "# include \"none\"\ninclude \"base\"");
    Path base = Files.writeString(folder.resolve("base.conf"), "include file(\"more/deep.conf\")");
    Path deep = Files.writeString(folder.resolve("more/deep.conf"), "");
    Path last = Files.writeString(folder.resolve("last.json"), "{}");
    assertThat(ConfigFile.withIncludes(own)).containsExactly(own, base, deep, last);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "url(\"http://127.0.0.1:9/x.conf\")",
        "required(url(\"file:///etc/hostname\"))",
        "classpath(\"reference.conf\")",
        "required(classpath(\"reference.conf\"))",
        "\"http://127.0.0.1:9/x.conf\"",
        "\"https://127.0.0.1:9/x.conf\"",
        "\"jar:file:/x.jar!/x.conf\"",
        "\"/etc/hostname\"",
        "file(\"/etc/hostname\")",
        "\"../own.conf\"",
        "file(\"below/../../own.conf\")",
        "\".\"",
      })
  void refusesIncludesFromElsewhere(String what) throws IOException {
    Path file = Files.writeString(folder.resolve("own.conf"), "include " + what);
    assertRefused(file, file + ": include must name a file beside it or in a folder below, cannot");
  }

  @Test
  void refusesIncludesWithoutEnd() throws IOException {
    Path file = Files.writeString(folder.resolve("own.conf"), "include \"own.conf\"");
    assertRefused(file, "");
    Files.writeString(folder.resolve("a.conf"), "include \"b.conf\"\ninclude \"b.conf\"");
    Files.writeString(folder.resolve("b.conf"), "include \"c.conf\"\n".repeat(99));
    Files.writeString(folder.resolve("c.conf"), "");
    assertRefused(folder.resolve("a.conf"), folder.resolve("a.conf") + ": must include at most");
  }

  @Test
  void refusesNestingThatNoParserHasRoomFor() throws IOException {
    Path file =
        Files.writeString(folder.resolve("own.conf"), "train.seed = " + "[".repeat(200_000));
    assertRefused(file, "not a HOCON file: ");
    Files.write(file, new byte[2 << 20]);
    assertRefused(file, file + ": cannot be read: ");
  }

  static Stream<String> bombs() {
    return Stream.of(
        chain("a%d = ${a%d}${a%2$d}"),
        chain("a%d = [${a%d}, ${a%2$d}]"),
        chain("a%d = { x = ${a%d}, y = ${a%2$d} }"),
        chain("a%d = { x { y = ${a%d} }, z = [${a%2$d}] }"),
        chain("a%d = ${?a%d}\" # ${no}\"${?a%2$d}"),
        chain("a%d { b = 1, c = ${a%d}, d = ${a%2$d} }, a%1$d = ${a0}"),
        "registry.model = abc\n"
            + "registry.model = ${registry.model}${registry.model}\n".repeat(60),
        "data.path = [a]\n" + "data.path = ${data.path} ${data.path}\n".repeat(60),
        "train = ${train} { seed = ${train.seed}${train.seed} }\n".repeat(60),
        "a = abc, b = abc\n" + "a = ${b}${b}\nb = ${a}${a}\n".repeat(40));
  }

  private static String chain(String line) {
    StringBuilder text = new StringBuilder("a0 = abc\n");
    for (int i = 1; i < 60; i++) {
      text.append(line.formatted(i, i - 1)).append('\n');
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void refusesSubstitutionsThatFillTheMemory(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("own.conf"), text);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertRefused(file, file + ": substitutions must make at most 4194304 characters"));
    Files.writeString(folder.resolve("outer.conf"), "include \"own.conf\"");
    assertRefused(folder.resolve("outer.conf"), folder.resolve("outer.conf") + ": substitutions");
  }

  @Test
  void takesManySubstitutionsThatStaySmall() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("own.conf"),
            "registry.model = m, train.epochs = 2\n"
                + "data.path = []\n"
                + "data.path += am\n".repeat(52)
                + "data.path += \"a\"${registry.model}\n".repeat(8)
                + "train.seed = ${train.epochs}\n"
                + "train.workers = ${train.epochs}\n"
                + "# ${a}${a}${a}\n".repeat(60)
                + "checkpoint { every-iterations = ${train.epochs}, keep = ${train.epochs} }\n");
    JobConfig config = JobConfig.load(file, List.of());
    assertThat(config.data().paths()).hasSize(60).containsOnly("am");
    assertThat(config.checkpoint().keep()).isEqualTo(2);
  }

  /** PATH is set wherever tests run. */
  @Test
  void environmentDoesNotReachTheConfiguration() throws IOException {
    Path file = Files.writeString(folder.resolve("own.conf"), "registry.model = ${PATH}");
    assertRefused(file, file + ": ");
    Files.writeString(file, "registry.model = ${?PATH}");
    assertRefused(file, file + ": ${?PATH} must be a key of the file");
    Files.writeString(file, "registry.model = ${?NO_SUCH_VARIABLE}");
    assertThat(JobConfig.load(file, List.of()).registry().model()).isEqualTo("cifar-10");
    Files.writeString(file, "train.epochs = 4, checkpoint.keep = ${train.epochs}");
    assertThat(JobConfig.load(file, List.of()).values()).containsEntry("checkpoint.keep", "4");
    assertThatThrownBy(() -> JobConfig.load(null, List.of("train.epochs=${PATH}")))
        .isInstanceOf(UserError.class);
  }

  @Test
  void aValueIsOneValue() {
    for (String value :
        List.of("1\ninclude url(\"http://127.0.0.1:9/\")", "1\ntrain.seed=2", "1, train.seed=2")) {
      assertThatThrownBy(() -> JobConfig.load(null, List.of("train.epochs=" + value)))
          .isInstanceOf(UserError.class)
          .message()
          .hasLineCount(1);
    }
  }

  @Test
  void refusesAFolderAndAFileThatIsNotThere() {
    assertRefused(Path.of("conf"), "conf: must be a file, is a folder (--config)");
    assertRefused(Path.of("conf/none.conf"), "conf/none.conf: no such file (--config)");
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> JobConfig.load(file, List.of()))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .message()
        .startsWith(message)
        .hasLineCount(1);
  }
}
