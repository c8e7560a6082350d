package org.sparkresnet.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnit;
import org.jfree.chart.axis.TickUnits;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Lines over epochs or iterations.
 *
 * @param percent values are shares, shown in percent
 * @param fromZero the value axis begins at 0
 */
record LineChart(
    String xLabel, String yLabel, boolean percent, boolean fromZero, List<Line> lines) {
  /** More would cost space and show no more. */
  private static final int MOST_POINTS = 240;

  /** Points of fewer are marked: the eye finds no line in them. */
  private static final int MARKED = 40;

  private static final Color TEXT = new Color(0x33, 0x33, 0x33);
  private static final Color GRID = new Color(0xDD, 0xDD, 0xDD);
  private static final Font LABELS = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  /**
   * A line.
   *
   * @param color index in the {@link Palette}; lines of one run share it
   * @param faint drawn thin and pale, behind others
   */
  record Line(String name, List<Point> points, int color, boolean faint) {
    Line(String name, List<Point> points, int color) {
      this(name, points, color, false);
    }
  }

  LineChart {
    lines = lines.stream().filter(line -> !line.points().isEmpty()).toList();
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Without a title, which HTML gives it. */
  JFreeChart draw() {
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    renderer.setDrawOutlines(false);
    // The first is drawn last, over the others.
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      data.addSeries(series(line, i));
      Color color = Palette.color(line.color());
      renderer.setSeriesPaint(
          i,
          line.faint()
              ? new Color(color.getRed(), color.getGreen(), color.getBlue(), 0x70)
              : color);
      renderer.setSeriesStroke(
          i, line.faint() ? new BasicStroke(1.2f) : Palette.stroke(line.color()));
      renderer.setSeriesShape(i, new Ellipse2D.Double(-3, -3, 6, 6));
      renderer.setSeriesShapesVisible(i, !line.faint() && line.points().size() <= MARKED);
    }
    XYPlot plot = new XYPlot(data, axis(xLabel, false), axis(yLabel, true), renderer);
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinePaint(GRID);
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    JFreeChart chart = new JFreeChart(null, LABELS, plot, lines.size() > 1);
    chart.setBackgroundPaint(null);
    chart.setPadding(new RectangleInsets(6, 2, 2, 14));
    if (chart.getLegend() != null) {
      chart.getLegend().setItemFont(LABELS);
      chart.getLegend().setItemPaint(TEXT);
      chart.getLegend().setBackgroundPaint(null);
      chart.getLegend().setFrame(BlockBorder.NONE);
      chart.getLegend().setItemLabelPadding(new RectangleInsets(2, 4, 2, 14));
    }
    return chart;
  }

  private static XYSeries series(Line line, int index) {
    // Two lines may have one name: an index keeps them apart, in characters that nobody sees.
    XYSeries series = new XYSeries(line.name() + "\u200b".repeat(index), false, true);
    Point.thinned(line.points(), MOST_POINTS).forEach(point -> series.add(point.x(), point.y()));
    return series;
  }

  private NumberAxis axis(String label, boolean values) {
    NumberAxis axis = new NumberAxis(label);
    axis.setLabelFont(LABELS);
    axis.setTickLabelFont(LABELS);
    axis.setLabelPaint(TEXT);
    axis.setTickLabelPaint(TEXT);
    axis.setAxisLinePaint(values ? GRID : TEXT);
    axis.setTickMarksVisible(!values);
    axis.setAutoRangeIncludesZero(values ? fromZero : true);
    axis.setStandardTickUnits(ticks(values && percent));
    return axis;
  }

  /** 1, 2, 5 times powers of ten, written without a locale. */
  private static TickUnits ticks(boolean percent) {
    TickUnits ticks = new TickUnits();
    for (TickUnit unit : units(percent)) {
      ticks.add(unit);
    }
    return ticks;
  }

  private static List<TickUnit> units(boolean percent) {
    List<TickUnit> units = new ArrayList<>();
    for (int power = -8; power <= 8; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        double size = digit * Math.pow(10, power);
        String decimals = "0".repeat(Math.max(0, percent ? -power - 2 : -power));
        String pattern = (percent ? "0" : "#,##0") + (decimals.isEmpty() ? "" : "." + decimals);
        units.add(
            new NumberTickUnit(
                size,
                new DecimalFormat(
                    pattern + (percent ? " %" : ""), DecimalFormatSymbols.getInstance(Locale.ROOT)),
                digit == 1 ? 5 : digit == 2 ? 4 : 5));
      }
    }
    return units;
  }
}
