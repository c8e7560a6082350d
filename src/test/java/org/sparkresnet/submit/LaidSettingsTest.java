package org.sparkresnet.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.UserError;

class LaidSettingsTest {
  @TempDir private Path folder;
  private Path project;

  @BeforeEach
  void writeTheProjects() throws IOException {
    project =
        Files.writeString(
            folder.resolve("project.conf"),
            """
            spark.driver.memory           4g
            spark.driver.extraJavaOptions -Dorg.bytedeco.javacpp.maxphysicalbytes=12g -Da=ours
            spark.executor.memoryOverhead 7g
            """);
  }

  private LaidSettings laid(String cluster, String... words) throws IOException {
    Path file = Files.writeString(folder.resolve("cluster.conf"), cluster);
    return laid(Optional.of(file), Map.of(), words);
  }

  private LaidSettings laid(Optional<Path> file, Map<String, String> variables, String... words) {
    return new LaidSettings(project, file, variables, List.of(words)).checked(List.of(words));
  }

  private static String value(LaidSettings laid, String key) {
    return setting(laid, key).value();
  }

  private static Setting setting(LaidSettings laid, String key) {
    return laid.all().stream().filter(it -> it.key().equals(key)).findFirst().orElseThrow();
  }

  @Test
  void eachSettingComesFromTheHighestPlaceThatHasIt() throws IOException {
    LaidSettings laid =
        laid(
            "spark.executor.memoryOverhead=1g\nspark.x=file\nspark.y=file\nother.key=1\n",
            "--conf",
            "spark.x=line",
            "--driver-memory=2g");
    assertThat(laid.all())
        .contains(
            new Setting("spark.driver.memory", "2g", "command line"),
            new Setting("spark.x", "line", "command line"),
            new Setting("spark.y", "file", folder.resolve("cluster.conf").toString()),
            new Setting(
                "spark.executor.memoryOverhead", "1g", folder.resolve("cluster.conf").toString()))
        .extracting(Setting::key)
        .doesNotContain("other.key");
    assertThat(laid.added())
        .as("nothing else stands in no other place")
        .containsExactly(
            "--conf",
            "spark.driver.extraJavaOptions=-Dorg.bytedeco.javacpp.maxphysicalbytes=12g -Da=ours");
  }

  @Test
  void withoutAClusterNothingIsAdded() {
    LaidSettings laid = laid(Optional.of(project), Map.of());
    assertThat(laid.added()).isEmpty();
    assertThat(laid.all()).hasSize(3).allMatch(it -> it.origin().equals("project"));
    assertThat(laid(Optional.empty(), Map.of()).added())
        .contains("spark.driver.memory=4g", "spark.executor.memoryOverhead=7g");
  }

  @Test
  void olderNamesAndVariablesOfTheClusterWin() throws IOException {
    assertThat(laid("spark.yarn.executor.memoryOverhead 2048\n").added())
        .doesNotContain("spark.executor.memoryOverhead=7g");
    assertThat(laid("spark.executor.memoryOverheadFactor 0.5\n").added())
        .doesNotContain("spark.executor.memoryOverhead=7g");
    LaidSettings laid = laid(Optional.empty(), Map.of("SPARK_DRIVER_MEMORY", "3g"));
    assertThat(setting(laid, "spark.driver.memory").origin()).isEqualTo("SPARK_DRIVER_MEMORY");
    assertThat(laid.added()).doesNotContain("spark.driver.memory=4g");
  }

  @Test
  void javaOptionsAreJoinedAndTheUpperPropertyWins() throws IOException {
    String key = "spark.driver.extraJavaOptions";
    LaidSettings laid = laid(key + " -Da=theirs -Db=\"two words\" -XX:+UseG1GC\n");
    String joined =
        "-Dorg.bytedeco.javacpp.maxphysicalbytes=12g -Da=theirs -Db=\"two words\" -XX:+UseG1GC";
    assertThat(setting(laid, key))
        .isEqualTo(new Setting(key, joined, "project, then " + folder.resolve("cluster.conf")));
    assertThat(laid.added()).contains(key + "=" + joined);

    LaidSettings option = laid(key + " -Dc=file\n", "--driver-java-options", "-Da=line");
    assertThat(option.added())
        .containsSequence(
            "--driver-java-options", "-Dorg.bytedeco.javacpp.maxphysicalbytes=12g -Da=line")
        .as("as in Spark, the option replaces the file's")
        .noneMatch(word -> word.contains("-Dc=file"));
    assertThat(value(laid("spark.driver.defaultJavaOptions -Da=theirs\n"), key))
        .isEqualTo("-Dorg.bytedeco.javacpp.maxphysicalbytes=12g");
    assertThat(value(laid(key + "\n"), key)).as("an empty text").contains("-Da=ours");
  }

  @Test
  void theLimitOfTheProcessFollowsTheHeap() throws IOException {
    String key = "spark.driver.extraJavaOptions";
    assertThat(value(laid("spark.driver.memory 16g\n"), key)).contains("maxphysicalbytes=24576m ");
    assertThat(value(laid("spark.driver.memory 1g\n"), key)).contains("maxphysicalbytes=12g ");
    assertThat(laid(Optional.of(project), Map.of(), "--driver-memory", "16g").added())
        .hasSize(2)
        .anyMatch(word -> word.contains("maxphysicalbytes=24576m "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.driver.memory 4gb | must be a size with a unit of one letter, such as 4g, cannot be: 4gb",
        "spark.driver.memory 4096 | such as 4g, cannot be: 4096",
        "spark.executor.memory | must be a size such as 3g, cannot be: empty",
        "spark.executor.memoryOverhead ten | must be a size such as 7g, cannot be: ten",
        "spark.executor.cores 0 | must be a whole number from 1, cannot be: 0",
        "spark.cores.max ${env:CORES} | must be a whole number from 1, cannot be: ${env:CORES}",
        "spark.ui.enabled no | must be true or false, cannot be: no",
        "spark.ui.port http | must be the number of a port, cannot be: http",
        "spark.driver.extraJavaOptions -Xmx2g | must leave the heap (-Xmx) to spark.driver.memory",
        "spark.executor.defaultJavaOptions -Xmx2g | must leave the heap (-Xmx) to spark.executor.memory",
        "spark.executor.extraJavaOptions -Dspark.x=1 | must set nothing of Spark's (-Dspark)",
        "spark.driver.extraJavaOptions -Da=\"b | must close its quotes"
      })
  void aSettingThatNoJobCanStartWithIsNamedWithItsFile(String line, String message) {
    assertThatThrownBy(() -> laid(line + "\n"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(line.substring(0, (line + " ").indexOf(' ')) + " ")
        .hasMessageContaining(message)
        .hasMessageEndingWith("(" + folder.resolve("cluster.conf") + ")");
  }

  @Test
  void inClusterModeTheHeapNeedsNoUnit() throws IOException {
    assertThat(laid("spark.submit.deployMode cluster\nspark.driver.memory 4gb\n").all())
        .isNotEmpty();
  }

  @Test
  void theFileIsReadAsSparkReadsIt() throws IOException {
    String text =
        """
        # a comment
        ! another
          spark.a=1
        spark.b : 2\s\s
        spark.c\t\t3 = three # no comment
        spark.d a \\
                b
        spark.e
        spark.f="quoted text"
        spark.g=gr\\u00f6\\u00dfe größe
        spark.a=last
        """;
    Path file = Files.writeString(folder.resolve("crlf.conf"), text.replace("\n", "\r\n"));
    assertThat(SettingsFile.read(file).settings())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "spark.a", "last",
                "spark.b", "2",
                "spark.c", "3 = three # no comment",
                "spark.d", "a b",
                "spark.e", "",
                "spark.f", "\"quoted text\"",
                "spark.g", "größe größe"));
    Path broken = Files.writeString(folder.resolve("broken.conf"), "spark.a=\\u12\n");
    for (Path bad : Arrays.asList(broken, folder, folder.resolve("none"))) {
      assertThatThrownBy(() -> SettingsFile.read(bad))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(bad + ": cannot be read: ");
    }
  }

  @Test
  void theTableTellsEveryOriginAndNoSecret() throws IOException {
    LaidSettings laid =
        laid(
            "spark.serializer Kryo\nspark.hadoop.fs.s3a.secret.key hush\nspark.locality.wait 1s\n");
    String table =
        new SettingsTable(laid.all())
            .script(List.of("--conf", "spark.locality.wait=1s", "--conf", "spark.yarn.archive=a"))
            .required(Map.of("spark.serializer", "Java"))
            .defaults(Map.of("spark.z", "z", "spark.locality.wait", "3s"))
            .toString();
    String file = folder.resolve("cluster.conf").toString();
    assertThat(table.lines())
        .allMatch(line -> line.startsWith("# "))
        .anyMatch(
            line ->
                line.matches(
                    ".* spark.serializer +\\[project, which needs it, instead of Kryo \\(\\Q"
                        + file
                        + "\\E\\)\\] +Java"))
        .anyMatch(line -> line.matches(".*secret.key +\\[\\Q" + file + "\\E\\] +\\(redacted\\)"))
        .anyMatch(line -> line.matches(".*locality.wait +\\[\\Q" + file + "\\E\\] +1s"))
        .anyMatch(line -> line.matches(".*spark.yarn.archive +\\[project\\] +a"))
        .anyMatch(line -> line.matches(".*spark.z +\\[project\\] +z"));
  }
}
