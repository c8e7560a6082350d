package org.sparkresnet.jobs.forecast;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.plan.RoundCosts;

/** Figures that a run or a probe measured. */
public record Measured(Map<Figure, Double> figures) {
  /** Nothing. */
  public static final Measured NOTHING = new Measured(Map.of());

  /** Copies the figures. */
  public Measured {
    figures = figures.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(figures));
  }

  /** The figure; empty if it was not measured. */
  public OptionalDouble get(Figure figure) {
    Double value = figures.get(figure);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** These figures, and another one. */
  public Measured with(Figure figure, double value) {
    Map<Figure, Double> all = new EnumMap<>(Figure.class);
    all.putAll(figures);
    all.put(figure, value);
    return new Measured(all);
  }

  /** These figures, with one of them so many times as large if it was measured. */
  Measured times(Figure figure, double factor) {
    Double value = figures.get(figure);
    return value == null ? this : with(figure, value * factor);
  }

  /** These figures, and what the rounds cost. */
  public Measured with(RoundCosts costs) {
    return with(Figure.IMAGE_SECONDS, costs.image())
        .with(Figure.ROUND_SECONDS, costs.round())
        .with(Figure.ROUNDS_JOB_SECONDS, costs.job())
        .with(Figure.EPOCH_START_SECONDS, costs.epoch())
        .with(Figure.WARM_UP_SECONDS, costs.warmUp());
  }

  /** What the rounds cost; empty if that was not measured. */
  public Optional<RoundCosts> costs() {
    return get(Figure.IMAGE_SECONDS).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RoundCosts(
                figures.get(Figure.IMAGE_SECONDS),
                figures.getOrDefault(Figure.ROUND_SECONDS, 0.0),
                figures.getOrDefault(Figure.ROUNDS_JOB_SECONDS, 0.0),
                figures.getOrDefault(Figure.EPOCH_START_SECONDS, 0.0),
                figures.getOrDefault(Figure.WARM_UP_SECONDS, 0.0)));
  }

  /** The median of each figure that any of several runs measured. */
  public static Measured medians(List<Measured> all) {
    Map<Figure, Double> medians = new EnumMap<>(Figure.class);
    for (Figure figure : Figure.values()) {
      List<Double> values =
          all.stream().flatMapToDouble(it -> it.get(figure).stream()).sorted().boxed().toList();
      if (!values.isEmpty()) {
        int middle = values.size() / 2;
        medians.put(
            figure,
            values.size() % 2 == 1
                ? values.get(middle)
                : (values.get(middle - 1) + values.get(middle)) / 2);
      }
    }
    return new Measured(medians);
  }
}
