package org.sparkresnet.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sparkresnet.tables.rows.MetricRow;

/** Curve of a chart: its points, in ascending order of x. */
record Curve(List<Point> points) {
  /** A point of a curve. */
  record Point(double x, double y) {}

  Curve {
    points = List.copyOf(points);
  }

  boolean isEmpty() {
    return points.isEmpty();
  }

  int size() {
    return points.size();
  }

  double first() {
    return points.get(0).y();
  }

  double last() {
    return points.get(points.size() - 1).y();
  }

  /** At most so many points: each is the mean of equally many neighbours. */
  Curve thinned(int most) {
    if (points.size() <= most) {
      return this;
    }
    List<Point> thin = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      int from = (int) ((long) i * points.size() / most);
      int to = (int) ((i + 1L) * points.size() / most);
      List<Point> some = points.subList(from, to);
      thin.add(
          new Point(
              some.stream().mapToDouble(Point::x).sum() / some.size(),
              some.stream().mapToDouble(Point::y).sum() / some.size()));
    }
    return new Curve(thin);
  }

  /**
   * Horizontal axis of a run's curves: epochs, so that runs with different batch sizes can lie over
   * each other; iterations as long as the run has finished no epoch.
   *
   * @param iterationsPerEpoch 1 for an axis of iterations
   */
  record Axis(double iterationsPerEpoch) {
    /** An axis of iterations. */
    static final Axis ITERATIONS = new Axis(1);

    /** The axis for the metrics of one run. */
    static Axis of(List<MetricRow> metrics) {
      return metrics.stream()
          .filter(it -> it.key().equals("epoch_loss"))
          .max(Comparator.comparingLong(MetricRow::step))
          .map(last -> new Axis(last.step() / (last.epoch() + 1.0)))
          .orElse(ITERATIONS);
    }

    double at(long step) {
      return step / iterationsPerEpoch;
    }

    String label() {
      return iterationsPerEpoch == 1 ? "iteration" : "epoch";
    }
  }
}
