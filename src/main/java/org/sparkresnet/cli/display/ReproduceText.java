package org.sparkresnet.cli.display;

import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.jobs.reproduce.BisectResult;
import org.sparkresnet.jobs.reproduce.ReproduceResult;

/** Results of reproduce and bisect for people. */
public final class ReproduceText {
  private ReproduceText() {}

  /** Line of a repetition whose bits were the same. */
  public static String of(ReproduceResult result) {
    return HumanText.format(
        "run %s reproduced up to iteration %,d: the same loss in %s%s",
        result.run(),
        result.iterations(),
        HumanText.count(result.rounds(), "round"),
        result
            .paramsSha256()
            .map(
                sha256 ->
                    HumanText.format(
                        ", the same weights after %s, params_sha256 %s",
                        HumanText.count(result.epochs(), "epoch"), sha256))
            .orElse(""));
  }

  /** Lines on where two runs part, and on what differs. */
  public static String of(BisectResult result) {
    StringBuilder text = new StringBuilder();
    if (result.isSame()) {
      text.append(
          HumanText.format(
              "runs %s and %s have the same weights after %s and the same loss in %s\n",
              result.first(),
              result.second(),
              HumanText.count(result.epochs(), "epoch"),
              HumanText.count(result.rounds(), "round")));
    } else {
      text.append("runs %s and %s part:\n".formatted(result.first(), result.second()));
      result.round().ifPresent(it -> text.append("  first round: ").append(it).append('\n'));
      result.epoch().ifPresent(it -> text.append("  first epoch: ").append(it).append('\n'));
    }
    append(text, "differs, and the bits may:", result.causes());
    append(text, "differs:", result.others());
    return text.toString().strip();
  }

  private static void append(StringBuilder text, String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append(heading).append('\n');
      lines.forEach(line -> text.append("  ").append(line).append('\n'));
    }
  }
}
