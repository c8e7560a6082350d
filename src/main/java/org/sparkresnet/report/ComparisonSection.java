package org.sparkresnet.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.div;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.small;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.rows.ClassRow;

/**
 * Section that compares the run with the champion's run or with other runs: curves, figures,
 * recall, configuration.
 */
final class ComparisonSection {
  private static final String NONE = "–";

  private ComparisonSection() {}

  static DomContent of(ReportedRun run, List<ReportedRun> others, Optional<ChampionNote> champion) {
    List<DomContent> parts = new ArrayList<>();
    champion.ifPresent(it -> parts.add(HtmlParts.finding(sentence(run, it))));
    if (!others.isEmpty()) {
      List<ReportedRun> all = Stream.concat(Stream.of(run), others.stream()).toList();
      List<String> head =
          Stream.concat(Stream.of(""), all.stream().map(ReportedRun::name)).toList();
      parts.add(HtmlParts.charts(CurvesSection.overlaid(all)));
      parts.add(
          div(
                  div(
                      h3("Figures"),
                      HtmlParts.wide(
                          "Differences of the figures", named(head, "figure"), figures(all))),
                  div(
                      h3("Recall of each class"),
                      all.stream().anyMatch(it -> !it.classes().isEmpty())
                          ? HtmlParts.wide(
                              "Differences of recall", named(head, "class"), recalls(all))
                          : HtmlParts.absent("No run was evaluated on the test images.")))
              .withClass("pair"));
      parts.add(h3("Configuration"));
      List<List<DomContent>> keys = keys(all);
      parts.add(
          keys.isEmpty()
              ? HtmlParts.absent("The configurations are the same.")
              : HtmlParts.wide("Differences of the configuration", named(head, "key"), keys));
    }
    if (parts.isEmpty()) {
      parts.add(
          HtmlParts.absent(
              "There is no champion in the registry, and --compare names no other run."));
    }
    return HtmlParts.part("comparison", "Comparison", parts.toArray(DomContent[]::new));
  }

  private static String sentence(ReportedRun run, ChampionNote champion) {
    if (champion.run().equals(run.info().id())) {
      return "This run's model is the champion: %s %s since %s."
          .formatted(champion.model(), champion.version(), Numbers.time(champion.since()));
    }
    return "Champion: %s %s of run %s, since %s.%s"
        .formatted(
            champion.model(),
            champion.version(),
            champion.run(),
            Numbers.time(champion.since()),
            champion.verdict().map(it -> " As a candidate this run would be " + it).orElse(""));
  }

  private static List<String> named(List<String> head, String first) {
    return Stream.concat(Stream.of(first), head.stream().skip(1)).toList();
  }

  private static List<List<DomContent>> figures(List<ReportedRun> runs) {
    Function<ReportedRun, Optional<Scores>> test = ReportedRun::test;
    Function<ReportedRun, Optional<Summary>> end = ReportedRun::summary;
    List<List<DomContent>> rows = new ArrayList<>();
    rows.add(
        row(
            "test accuracy",
            runs,
            of(test, Scores::accuracy),
            HumanText::percent,
            Numbers::points));
    rows.add(
        row("top-5", runs, of(test, Scores::top5Accuracy), HumanText::percent, Numbers::points));
    rows.add(row("test loss", runs, of(test, Scores::loss), Numbers::decimal, signed("%+.4f")));
    rows.add(row("macro F1", runs, of(test, Scores::macroF1), Numbers::decimal, signed("%+.4f")));
    rows.add(
        row(
            "training images/s",
            runs,
            run -> run.summary().map(Summary::trainImagesPerSecond).orElse(OptionalDouble.empty()),
            Numbers::rounded,
            signed("%+,.0f")));
    rows.add(
        row(
            "wall time",
            runs,
            of(end, Summary::wallSeconds),
            HumanText::duration,
            signed("%+,.1f s")));
    rows.add(
        row(
            "images seen",
            runs,
            of(end, it -> (double) it.examplesSeen()),
            Numbers::rounded,
            signed("%+,.0f")));
    return rows;
  }

  private static List<List<DomContent>> recalls(List<ReportedRun> runs) {
    List<List<DomContent>> rows = new ArrayList<>();
    List<ClassRow> classes =
        runs.stream()
            .map(ReportedRun::classes)
            .filter(it -> !it.isEmpty())
            .findFirst()
            .orElseThrow();
    for (ClassRow one : classes) {
      rows.add(
          row(
              one.className(),
              runs,
              run ->
                  run.classes().stream()
                      .filter(it -> it.className().equals(one.className()))
                      .mapToDouble(it -> it.recall())
                      .findFirst(),
              HumanText::percent,
              Numbers::points));
    }
    return rows;
  }

  private static <T> Function<ReportedRun, OptionalDouble> of(
      Function<ReportedRun, Optional<T>> part, Function<T, Double> value) {
    return run -> part.apply(run).map(value).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static DoubleFunction<String> signed(String format) {
    return value -> HumanText.format(format, value);
  }

  /** One row with the value of each run; for other runs also the difference to the report's run. */
  private static List<DomContent> row(
      String name,
      List<ReportedRun> runs,
      Function<ReportedRun, OptionalDouble> value,
      DoubleFunction<String> shown,
      DoubleFunction<String> difference) {
    OptionalDouble mine = value.apply(runs.get(0));
    List<DomContent> row = new ArrayList<>();
    row.add(text(name));
    for (ReportedRun run : runs) {
      OptionalDouble its = value.apply(run);
      if (its.isEmpty()) {
        row.add(text(NONE));
      } else if (run.info().id().equals(runs.get(0).info().id()) || mine.isEmpty()) {
        row.add(text(shown.apply(its.getAsDouble())));
      } else {
        row.add(
            span(
                text(shown.apply(its.getAsDouble())),
                small(" this run: " + difference.apply(mine.getAsDouble() - its.getAsDouble()))));
      }
    }
    return row;
  }

  /** One row for each key whose values differ. */
  private static List<List<DomContent>> keys(List<ReportedRun> runs) {
    TreeSet<String> keys = new TreeSet<>();
    runs.forEach(run -> keys.addAll(run.info().config().keySet()));
    return keys.stream()
        .filter(key -> runs.stream().map(it -> value(it, key)).distinct().count() > 1)
        .map(
            key ->
                Stream.concat(
                        Stream.<DomContent>of(code(key)),
                        runs.stream().map(it -> code(value(it, key))))
                    .toList())
        .toList();
  }

  private static String value(ReportedRun run, String key) {
    return run.info().config().getOrDefault(key, NONE);
  }
}
