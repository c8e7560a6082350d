package org.sparkresnet.report;

import java.util.ArrayList;
import java.util.List;

/** A point of a curve. */
record Point(double x, double y) {
  /** At most so many points: the means of equally many neighbours each. */
  static List<Point> thinned(List<Point> points, int most) {
    if (points.size() <= most) {
      return points;
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
    return thin;
  }
}
