package org.sparkresnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.SparkDefaults;
import org.sparkresnet.submit.LaidSettings;
import org.sparkresnet.submit.SettingsTable;

/**
 * Answers the submit scripts how the project's Spark settings are laid under the others. A program
 * of its own, since each submission waits for it: it needs no class of Spark unless it prints the
 * table.
 */
public final class SparkSettings {
  private static final char END = '\0';

  private SparkSettings() {}

  /**
   * Prints fields that end with a NUL: "mistake" and a message, or "setting", key and value for
   * each of the file that Spark will read, and "word" and a word for each that spark-submit needs
   * besides those of the user. With "table" first, prints the table instead.
   *
   * @param args lay or table; the project's file; the file that Spark will read, or an empty text;
   *     the number of the user's words, these, and all words that spark-submit gets so far
   */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, false, UTF_8);
    List<String> words = List.of(args).subList(4, args.length);
    int given = Integer.parseInt(args[3]);
    Optional<Path> file = Optional.of(args[2]).filter(it -> !it.isEmpty()).map(Path::of);
    try {
      LaidSettings laid =
          new LaidSettings(Path.of(args[1]), file, System.getenv(), words.subList(0, given))
              .checked(words);
      out.print(
          args[0].equals("table") ? table(laid, words.subList(given, words.size())) : answer(laid));
    } catch (UserError e) {
      out.print(fields(List.of("mistake", e.getMessage(), "end")));
    }
    out.flush();
  }

  private static String table(LaidSettings laid, List<String> words) {
    return new SettingsTable(laid.all())
        .script(words)
        .required(SparkDefaults.requiredSettings())
        .defaults(SparkDefaults.settings())
        .toString();
  }

  private static String answer(LaidSettings laid) {
    List<String> fields = new ArrayList<>();
    laid.fromFile().forEach((key, value) -> fields.addAll(List.of("setting", key, value)));
    laid.added().forEach(word -> fields.addAll(List.of("word", word)));
    fields.add("end");
    return fields(fields);
  }

  private static String fields(List<String> fields) {
    StringBuilder text = new StringBuilder();
    fields.forEach(field -> text.append(field.replace(END, ' ')).append(END));
    return text.toString();
  }
}
