package org.sparkresnet.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.tables.rows.BenchRow;

/** The measurements of a benchmark; a figure is the median of its measurements. */
public final class BenchFigures {
  private final int batch;
  private final Map<BenchFigure, List<Double>> measured = new LinkedHashMap<>();

  /**
   * @param batch images in a minibatch of the kernel bound
   */
  BenchFigures(int batch) {
    this.batch = batch;
  }

  void add(BenchFigure figure, double value) {
    measured.computeIfAbsent(figure, unused -> new ArrayList<>()).add(value);
  }

  /** The median; empty if the figure was not measured. */
  OptionalDouble value(BenchFigure figure) {
    List<Double> values = measured.get(figure);
    return values == null ? OptionalDouble.empty() : OptionalDouble.of(median(values));
  }

  /** The smallest and the largest measurement, as text; they tell how quiet the machine was. */
  String range(BenchFigure figure) {
    DoubleSummaryStatistics all = statistics(figure);
    return String.format(Locale.ROOT, "%,.0f to %,.0f", all.getMin(), all.getMax());
  }

  /** The largest measurement over the smallest. */
  double spread(BenchFigure figure) {
    DoubleSummaryStatistics all = statistics(figure);
    return all.getMax() / all.getMin();
  }

  private DoubleSummaryStatistics statistics(BenchFigure figure) {
    return measured.get(figure).stream().mapToDouble(Double::doubleValue).summaryStatistics();
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** A figure's share of the kernel bound: that of one thread, times the figure's cores. */
  OptionalDouble shareOfBound(BenchFigure figure) {
    if (!figure.hasBound() || value(figure).isEmpty()) {
      return OptionalDouble.empty();
    }
    double bound = value(BenchFigure.of(figure.boundKind(), batch, 1, 1)).orElseThrow();
    return OptionalDouble.of(value(figure).orElseThrow() / (bound * figure.cores()));
  }

  /** The quotient of two figures' medians; empty if one was not measured. */
  Optional<Double> quotient(BenchFigure dividend, BenchFigure divisor) {
    return value(dividend).isPresent() && value(divisor).isPresent()
        ? Optional.of(value(dividend).getAsDouble() / value(divisor).getAsDouble())
        : Optional.empty();
  }

  /**
   * One row a figure.
   *
   * @param layers that were measured, beside stock ones
   */
  List<BenchRow> rows(String network, LayerSet layers) {
    return measured.keySet().stream()
        .sorted(Comparator.comparing(BenchFigure::kind)) // stable
        .map(
            figure ->
                new BenchRow(
                    figure.kind().label(),
                    network,
                    figure.batch(),
                    figure.threads(),
                    figure.workers(),
                    figure.frequency(),
                    value(figure).orElseThrow(),
                    figure.kind().unit(),
                    shareOfBound(figure),
                    Optional.of(
                        MeasuredSystem.of(figure.kind().isStock() ? LayerSet.STOCK : layers)
                            .fullName())))
        .toList();
  }
}
