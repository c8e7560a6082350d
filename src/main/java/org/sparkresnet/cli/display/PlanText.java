package org.sparkresnet.cli.display;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.TextTable;
import org.sparkresnet.jobs.forecast.ContainerMemory;
import org.sparkresnet.jobs.forecast.Figure;
import org.sparkresnet.jobs.forecast.Forecast;
import org.sparkresnet.jobs.forecast.Outline;
import org.sparkresnet.jobs.plan.PlanResult;

/** Plan of a training for people. */
public final class PlanText {
  private static final String UNKNOWN = "unknown";

  private PlanText() {}

  /** The figures with what they follow from, and the training with other workers. */
  public static String of(PlanResult plan) {
    Outline outline = plan.outline();
    Forecast forecast = plan.forecast();
    TextTable table = TextTable.ofTexts();
    row(table, forecast, "training", Figure.TRAINING_SECONDS, HumanText::duration);
    row(table, forecast, "evaluations", Figure.EVALUATION_SECONDS, HumanText::duration);
    row(table, forecast, "whole job", Figure.JOB_SECONDS, HumanText::duration);
    row(table, forecast, "speed", Figure.IMAGES_PER_SECOND, HumanText::speed);
    row(table, forecast, "executor, heap", Figure.EXECUTOR_HEAP_BYTES, PlanText::megabytes);
    row(table, forecast, "executor, rest", Figure.EXECUTOR_OFF_HEAP_BYTES, PlanText::megabytes);
    row(table, forecast, "driver, heap", Figure.DRIVER_HEAP_BYTES, PlanText::megabytes);
    row(table, forecast, "network, round", Figure.ROUND_NETWORK_BYTES, PlanText::megabytes);
    row(table, forecast, "network, epoch", Figure.EPOCH_NETWORK_BYTES, PlanText::megabytes);
    row(table, forecast, "accuracy", Figure.ACCURACY, HumanText::percent);
    StringBuilder text = new StringBuilder("\n").append(heading(outline)).append('\n');
    table.toString().lines().forEach(line -> text.append("  ").append(line).append('\n'));
    plan.container().ifPresent(it -> text.append("  ").append(container(it)).append('\n'));
    if (!plan.others().isEmpty()) {
      text.append('\n').append(others(plan.others()));
    }
    return text.toString();
  }

  private static String heading(Outline outline) {
    return HumanText.format(
        "%s: %s, %s in %s, averaged every %s",
        outline.work(),
        HumanText.count(outline.plan().workers(), "worker"),
        HumanText.count(outline.plan().iterations(), "iteration"),
        HumanText.count(outline.plan().epochs(), "epoch"),
        outline.plan().frequency().text());
  }

  private static void row(
      TextTable table, Forecast forecast, String name, Figure figure, DoubleFunction<String> text) {
    Optional<Forecast.Expected> expected = forecast.get(figure);
    if (expected.isEmpty() && figure == Figure.DRIVER_HEAP_BYTES) {
      return; // the driver's process trains
    }
    table.row(
        name,
        expected.map(it -> text.apply(it.value())).orElse(UNKNOWN),
        expected.map(it -> "(" + it.source() + ")").orElse(""));
  }

  private static String megabytes(double bytes) {
    return HumanText.megabytes(Math.round(bytes));
  }

  private static String container(ContainerMemory container) {
    return "a container is asked for with %s, of which %s are heap"
        .formatted(HumanText.megabytes(container.bytes()), HumanText.megabytes(container.heap()));
  }

  private static String others(List<PlanResult.Other> others) {
    TextTable table = new TextTable(1);
    List<String> heading = new ArrayList<>();
    others.stream()
        .map(PlanResult.Other::every)
        .distinct()
        .forEach(every -> heading.add("every " + every));
    table.row("training, averaged", heading);
    others.stream()
        .map(PlanResult.Other::workers)
        .distinct()
        .forEach(
            workers ->
                table.row(
                    HumanText.count(workers, "worker"),
                    others.stream()
                        .filter(it -> it.workers() == workers)
                        .map(PlanText::cell)
                        .toList()));
    return table + "in brackets: points of accuracy that averaging costs, by the law\n";
  }

  private static String cell(PlanResult.Other other) {
    return HumanText.format(
        "%s (%.1f)", HumanText.duration(other.seconds()), Math.max(0, other.lossPoints()));
  }
}
