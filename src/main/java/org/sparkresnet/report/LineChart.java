package org.sparkresnet.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnits;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Chart of lines over epochs or iterations, drawn by JFreeChart. */
record LineChart(String xLabel, String yLabel, Scale scale, List<Line> lines) {
  /** Largest number of points of a line; more points need space and show no detail. */
  private static final int MOST_POINTS = 240;

  /** Lines of at most this number of points get point markers. */
  private static final int MARKED = 40;

  private static final Color TEXT = new Color(0x33, 0x33, 0x33);
  private static final Color GRID = new Color(0xDD, 0xDD, 0xDD);
  private static final Font LABELS = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  /** The value axis of a chart. */
  enum Scale {
    /** From the smallest to the largest value. */
    FITTED,
    /** From 0 to the largest value. */
    FROM_ZERO,
    /** From the smallest to the largest value, which are shares shown in percent. */
    PERCENT
  }

  /**
   * A line.
   *
   * @param color index in the {@link Palette}; lines of one run share it
   * @param faint drawn thin and pale, behind others
   */
  record Line(String name, Curve curve, int color, boolean faint) {
    /** A line of full width and colour. */
    static Line of(String name, Curve curve, int color) {
      return new Line(name, curve, color, false);
    }

    /** A thin and pale line behind the others. */
    static Line faint(String name, Curve curve, int color) {
      return new Line(name, curve, color, true);
    }
  }

  LineChart {
    lines = lines.stream().filter(line -> !line.curve().isEmpty()).toList();
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Draws the chart without a title; the title is HTML. */
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
      renderer.setSeriesShapesVisible(i, !line.faint() && line.curve().size() <= MARKED);
    }
    XYPlot plot = new XYPlot(data, xAxis(), yAxis(), renderer);
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
    line.curve().thinned(MOST_POINTS).points().forEach(point -> series.add(point.x(), point.y()));
    return series;
  }

  private NumberAxis xAxis() {
    NumberAxis axis = axis(xLabel);
    axis.setAxisLinePaint(TEXT);
    axis.setStandardTickUnits(ticks(Scale.FITTED));
    return axis;
  }

  private NumberAxis yAxis() {
    NumberAxis axis = axis(yLabel);
    axis.setAxisLinePaint(GRID);
    axis.setTickMarksVisible(false);
    axis.setAutoRangeIncludesZero(scale == Scale.FROM_ZERO);
    axis.setStandardTickUnits(ticks(scale));
    return axis;
  }

  private static NumberAxis axis(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setLabelFont(LABELS);
    axis.setTickLabelFont(LABELS);
    axis.setLabelPaint(TEXT);
    axis.setTickLabelPaint(TEXT);
    axis.setTickMarksVisible(true);
    axis.setAutoRangeIncludesZero(true);
    return axis;
  }

  /**
   * Tick units of 1, 2 and 5 times powers of ten, with formats that ignore the machine's locale.
   */
  private static TickUnits ticks(Scale scale) {
    TickUnits ticks = new TickUnits();
    for (int power = -8; power <= 8; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        ticks.add(
            new NumberTickUnit(
                digit * Math.pow(10, power), format(scale, power), digit == 2 ? 4 : 5));
      }
    }
    return ticks;
  }

  private static DecimalFormat format(Scale scale, int power) {
    boolean percent = scale == Scale.PERCENT;
    String decimals = "0".repeat(Math.max(0, percent ? -power - 2 : -power));
    String pattern = (percent ? "0" : "#,##0") + (decimals.isEmpty() ? "" : "." + decimals);
    return new DecimalFormat(
        pattern + (percent ? " %" : ""), DecimalFormatSymbols.getInstance(Locale.ROOT));
  }
}
