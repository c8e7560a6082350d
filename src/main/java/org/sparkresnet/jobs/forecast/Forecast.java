package org.sparkresnet.jobs.forecast;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.plan.RoundCosts;
import org.sparkresnet.tables.rows.PlanRow;

/**
 * What a training is expected to take and to give, each figure with what it follows from; figures
 * of which nothing is known are absent.
 */
public record Forecast(Map<Figure, Expected> figures) {
  /**
   * Figure that is expected.
   *
   * @param source such as "run R" or "probe"
   */
  public record Expected(double value, String source) {}

  /** Copies the figures. */
  public Forecast {
    figures = figures.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(figures));
  }

  /** The figure; empty if nothing is known of it. */
  public Optional<Expected> get(Figure figure) {
    return Optional.ofNullable(figures.get(figure));
  }

  /** Tells whether the duration of the training is known. */
  public boolean isKnown() {
    return figures.containsKey(Figure.TRAINING_SECONDS);
  }

  /** What a round costs; empty if nothing is known. */
  public Optional<RoundCosts> costs() {
    Map<Figure, Double> values = new EnumMap<>(Figure.class);
    figures.forEach((figure, expected) -> values.put(figure, expected.value()));
    return new Measured(values).costs();
  }

  /** One line for the beginning of a training. */
  public String line(Outline outline) {
    if (!isKnown()) {
      return "expected: nothing known yet of " + outline.work() + " on this machine";
    }
    StringBuilder line = new StringBuilder("expected: ");
    Expected training = figures.get(Figure.TRAINING_SECONDS);
    line.append(HumanText.duration(training.value())).append(" of training");
    get(Figure.EVALUATION_SECONDS)
        .ifPresent(
            it ->
                line.append(", ").append(HumanText.duration(it.value())).append(" of evaluations"));
    get(Figure.JOB_SECONDS)
        .ifPresent(
            it -> line.append(", ").append(HumanText.duration(it.value())).append(" in all"));
    get(Figure.ACCURACY)
        .ifPresent(it -> line.append(", accuracy ").append(HumanText.percent(it.value())));
    return line.append(" (").append(training.source()).append(")").toString();
  }

  /**
   * Rows of the table plans: a figure each that was predicted or measured.
   *
   * @param measured figures as they came
   */
  public List<PlanRow> rows(Measured measured) {
    Set<Figure> all = EnumSet.noneOf(Figure.class);
    all.addAll(figures.keySet());
    all.addAll(measured.figures().keySet());
    List<PlanRow> rows = new ArrayList<>();
    for (Figure figure : all) { // in the order of the enum
      Optional<Expected> expected = get(figure);
      rows.add(
          new PlanRow(
              figure.label(),
              figure.unit(),
              expected.map(it -> OptionalDouble.of(it.value())).orElse(OptionalDouble.empty()),
              expected.map(Expected::source),
              measured.get(figure)));
    }
    return rows;
  }
}
