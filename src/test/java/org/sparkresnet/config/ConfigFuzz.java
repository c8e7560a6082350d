package org.sparkresnet.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sparkresnet.fuzz.FuzzTarget;

/** Readers of the user's configuration and of stored ones. */
public final class ConfigFuzz {
  private static final List<String> WORDS =
      List.of(
          "include \"paper.conf\"\n",
          "include url(\"http://127.0.0.1:9/x\")\n",
          "include \"http://127.0.0.1:9/x\"\n",
          "include required(classpath(\"reference.conf\"))\n",
          "include file(\"/etc/passwd\")\n",
          "include \"own.conf\"\n",
          "${HOME}",
          "${?PATH}",
          "${train}",
          "train = ${train}\n",
          "null",
          "{",
          "}",
          "[",
          "\"\"\"",
          "[".repeat(10_000),
          "a.".repeat(5_000) + "b = 1\n",
          "+=",
          "1e999",
          "\u001b[2J",
          "\u2028");

  private ConfigFuzz() {}

  public static FuzzTarget user() throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "fuzz-config"));
    Files.write(folder.resolve("paper.conf"), bytes("conf/paper.conf"));
    Path own = folder.resolve("own.conf");
    return new FuzzTarget(
        "configuration",
        List.of(bytes("conf/quick.conf"), bytes("conf/resnet110.conf")),
        WORDS,
        List.of(FuzzTarget.AS_IT_IS),
        file -> JobConfig.load(Files.write(own, file), List.of()).values());
  }

  public static FuzzTarget stored() {
    return new FuzzTarget(
        "stored configuration",
        List.of(JobConfig.defaults().render().getBytes(StandardCharsets.UTF_8)),
        WORDS,
        List.of(FuzzTarget.AS_IT_IS),
        file -> {
          JobConfig stored =
              JobConfig.stored(new String(file, StandardCharsets.UTF_8), "config.conf");
          stored.dataset();
          stored.candidateRecipe();
          stored.values();
        });
  }

  private static byte[] bytes(String path) throws IOException {
    return Files.readAllBytes(Path.of(path));
  }
}
