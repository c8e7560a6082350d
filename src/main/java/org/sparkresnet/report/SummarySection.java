package org.sparkresnet.report;

import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.header;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Split;
import org.sparkresnet.report.RunInfo.NamedValue;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Summary;

/** Head of the page: the run, its status and its figures. */
final class SummarySection {
  private SummarySection() {}

  static DomContent of(ReportedRun run, Optional<String> looks) {
    RunInfo info = run.info();
    List<DomContent> parts = new ArrayList<>();
    parts.add(
        p(
                span(status(info))
                    .withClass("status " + info.status().name().toLowerCase(Locale.ROOT)),
                text(" run "),
                strong(run.name()),
                text(" (" + info.command() + " of recipe " + info.name() + "), started "),
                span(Numbers.time(info.startedAt())).withClass("time"),
                each(
                    info.endedAt().stream().toList(),
                    it -> each(text(", ended "), span(Numbers.time(it)).withClass("time"))))
            .withClass("run"));
    info.unfinished().ifPresent(it -> parts.add(p(it.sentences()).withClass("unfinished")));
    info.error().ifPresent(error -> parts.add(p("Error: " + error).withClass("error")));
    looks.ifPresent(it -> parts.add(HtmlParts.finding("Accuracy on the test images " + it + ".")));
    List<NamedValue> figures = figures(run);
    if (!figures.isEmpty()) {
      parts.add(HtmlParts.figures(figures));
    }
    return header(h1(title(run)), each(parts, it -> it));
  }

  /**
   * The title: network and test accuracy, such as "ResNet-20: 79.74 % of the test images right".
   */
  static String title(ReportedRun run) {
    return run.info().network()
        + ": "
        + run.test()
            .map(it -> HumanText.percent(it.accuracy()) + " of the test images right")
            .orElse("no evaluation of the test images")
        + run.info().unfinished().map(it -> " (" + it.text() + ")").orElse("");
  }

  private static String status(RunInfo info) {
    // A paused run stays RUNNING in the tables: it is not over.
    return info.status() != RunStatus.RUNNING
            || info.unfinished().filter(Unfinished::isWorking).isPresent()
        ? info.status().name()
        : "RUNNING or paused";
  }

  /** Figures of a training that has not ended: the latest ones of its curves. */
  private static List<NamedValue> soFar(ReportedRun run, Unfinished state) {
    List<NamedValue> figures = new ArrayList<>();
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      Curve accuracy = run.curve(split, "accuracy");
      if (!accuracy.isEmpty()) {
        figures.add(
            new NamedValue(split.label() + " accuracy so far", HumanText.percent(accuracy.last())));
      }
    }
    Curve loss = run.curve(Split.TRAIN, "loss");
    if (!loss.isEmpty()) {
      figures.add(new NamedValue("training loss so far", Numbers.decimal(loss.last())));
    }
    state
        .imagesPerSecond()
        .ifPresent(
            it -> figures.add(new NamedValue("training speed", Numbers.rounded(it) + " images/s")));
    state
        .position()
        .ifPresent(it -> figures.add(new NamedValue("epoch", it.epoch() + " of " + it.epochs())));
    return figures;
  }

  private static List<NamedValue> figures(ReportedRun run) {
    List<NamedValue> figures = new ArrayList<>();
    run.test()
        .ifPresent(
            test -> {
              figures.add(new NamedValue("test accuracy", HumanText.percent(test.accuracy())));
              figures.add(new NamedValue("top-5", HumanText.percent(test.top5Accuracy())));
              figures.add(new NamedValue("test loss", Numbers.decimal(test.loss())));
              figures.add(new NamedValue("MCC", Numbers.decimal(test.mcc())));
            });
    run.testWithFlips()
        .ifPresent(
            it ->
                figures.add(
                    new NamedValue("with mirrored views", HumanText.percent(it.accuracy()))));
    run.info().unfinished().ifPresent(it -> figures.addAll(soFar(run, it)));
    Optional<Summary> summary = run.summary();
    summary
        .filter(it -> it.trainImagesPerSecond().isPresent())
        .ifPresent(
            it ->
                figures.add(
                    new NamedValue(
                        "training speed",
                        Numbers.rounded(it.trainImagesPerSecond().getAsDouble()) + " images/s")));
    summary.ifPresent(
        it -> {
          figures.add(new NamedValue("wall time", HumanText.duration(it.wallSeconds())));
          figures.add(new NamedValue("epochs", Numbers.whole(it.epochs())));
          figures.add(new NamedValue("images seen", Numbers.whole(it.examplesSeen())));
        });
    if (run.info().workers() > 0) {
      figures.add(new NamedValue("workers", Numbers.whole(run.info().workers())));
    }
    return figures;
  }
}
