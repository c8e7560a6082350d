package org.sparkresnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Completes words in a real bash. */
class CompletionTest {
  /** The completion function that bash finds for the first word, called as bash calls it. */
  private static final String COMPLETE =
      """
      source "$1"; shift
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
      rule="$(complete -p "$1" 2>/dev/null || complete -p "${1##*/}")" || exit 9
      [[ $rule =~ -F\\ ([a-z_]+) ]] || exit 8
      "${BASH_REMATCH[1]}" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir private static Path folder;
  private static Path script;

  @BeforeAll
  static void print() throws IOException {
    StringWriter out = new StringWriter();
    int code =
        Main.execute(new PrintWriter(out), new PrintWriter(new StringWriter()), "completion");
    assertThat(code).isZero();
    script = Files.writeString(folder.resolve("completion.bash"), out.toString());
  }

  private static List<String> complete(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", COMPLETE, "bash"));
    command.add(script.toString());
    command.addAll(List.of(words));
    Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.lines().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "submit/local, tr, train",
    "./submit/local, mod, models",
    "/opt/spark-resnet/submit/local, doc, doctor",
    "submit/yarn, --num, --num-executors",
    "submit/yarn, --jd, --jdk",
    "submit/local, --pri, --print",
    "submit/standalone, --secret, --secret-file",
    "submit/sweep, --sto, --store",
    "submit/retrain, --qu, --quiet",
    "submit/retrain, --dry, --dry-run"
  })
  void aWordIsCompleted(String command, String begun, String whole) throws Exception {
    assertThat(complete(command, begun)).contains(whole).allMatch(it -> it.startsWith(begun));
  }

  @Test
  void aCommandHasItsOwnOptions() throws Exception {
    assertThat(complete("submit/local", "--master", "local[2]", "train", "--"))
        .contains("--config", "--set", "--store", "--run-id", "--pause-at")
        .doesNotContain("--num-executors", "--dry-run");
    assertThat(complete("submit/local", "models", "comp")).containsExactly("compare");
    assertThat(complete("submit/local", "models", "exp")).containsExactly("export");
    assertThat(complete("submit/local", "models", "export", "--")).contains("--to", "--format");
    assertThat(complete("submit/local", "")).contains("train", "retrain", "doctor");
  }

  @Test
  void valuesAreCompleted() throws Exception {
    assertThat(complete("submit/yarn", "--deploy-mode", "cl"))
        .containsExactlyInAnyOrder("client", "cluster");
    assertThat(complete("submit/local", "train", "--config", "conf/quick"))
        .containsExactly("conf/quick.conf");
    assertThat(complete("submit/sweep", "conf/sweeps/see"))
        .containsExactly("conf/sweeps/seeds.sweep");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stage", "completion"})
  void hiddenCommandsStayHidden(String hidden) throws Exception {
    assertThat(complete("submit/local", hidden.substring(0, 3))).doesNotContain(hidden);
  }
}
