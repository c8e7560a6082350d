package org.sparkresnet.nn.describe;

import static j2html.TagCreator.each;
import static j2html.TagCreator.emptyTag;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.tag;

import j2html.Config;
import j2html.rendering.FlatHtml;
import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import j2html.tags.EmptyTag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Canvas that collects shapes and texts of an SVG image, with a light and a dark palette. Texts are
 * escaped.
 */
final class SvgCanvas {
  private static final String STYLE =
      """
      text { font-family: system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; \
      font-size: 13px; fill: #1f2328; }
      .title { font-size: 24px; font-weight: 600; }
      .heading { font-size: 15px; font-weight: 600; }
      .small { font-size: 12px; fill: #59636e; }
      .page { fill: #ffffff; stroke: #d1d9e0; }
      .panel { fill: #f6f8fa; stroke: #d1d9e0; }
      .conv { fill: #ddf4ff; stroke: #0969da; }
      .norm { fill: #fff8c5; stroke: #9a6700; }
      .pool { fill: #dafbe1; stroke: #1a7f37; }
      .dense { fill: #fbefff; stroke: #8250df; }
      .data { fill: #ffffff; stroke: #59636e; }
      .flow { fill: none; stroke: #59636e; stroke-width: 1.5; stroke-linejoin: round; }
      .skip { fill: none; stroke: #bc4c00; stroke-width: 2; }
      .resized { stroke-dasharray: 5 4; }
      .head { fill: #59636e; }
      .skiphead { fill: #bc4c00; }
      .sum { fill: #ffffff; stroke: #bc4c00; stroke-width: 1.5; }
      .skiptext { font-size: 12px; fill: #bc4c00; }
      @media (prefers-color-scheme: dark) {
        text { fill: #f0f6fc; }
        .small { fill: #9198a1; }
        .page { fill: #0d1117; stroke: #3d444d; }
        .panel { fill: #151b23; stroke: #3d444d; }
        .conv { fill: #10294d; stroke: #4493f8; }
        .norm { fill: #332a0b; stroke: #d29922; }
        .pool { fill: #12301c; stroke: #3fb950; }
        .dense { fill: #2a1d47; stroke: #ab7df8; }
        .data { fill: #0d1117; stroke: #9198a1; }
        .flow { stroke: #9198a1; }
        .skip { stroke: #f0883e; }
        .head { fill: #9198a1; }
        .skiphead { fill: #f0883e; }
        .sum { fill: #0d1117; stroke: #f0883e; }
        .skiptext { fill: #f0883e; }
      }
      """;

  /** XML closes the tags that HTML leaves open. */
  private static final Config XML = Config.defaults().withEmptyTagsClosed(true);

  private static final DomContent NEWLINE = rawHtml("\n");
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private final List<DomContent> shapes = new ArrayList<>();

  void box(String style, int x, int y, int width, int height) {
    shapes.add(rectangle(style, x, y, width, height, 6));
  }

  /** Draws a box with lines of text in its middle, 18 apart. */
  void box(String style, int x, int y, int width, int height, String... lines) {
    box(style, x, y, width, height);
    int baseline = y + height / 2 + 5 - 9 * (lines.length - 1);
    for (String line : lines) {
      centred("", x + width / 2, baseline, line);
      baseline += 18;
    }
  }

  void text(String style, int x, int y, String text) {
    shapes.add(label(style, x, y).withText(text));
  }

  void centred(String style, int x, int y, String text) {
    shapes.add(label(style, x, y).attr("text-anchor", "middle").withText(text));
  }

  /** Draws an arrow from (x1, y) straight to the right, with its head at (x2, y). */
  void arrowRight(int x1, int x2, int y) {
    arrowRight(commands("M%d %d", x1, y), x2, y);
  }

  /** Draws an arrow from (x, y) to (x2, y2) around the right end of one row and between both. */
  void arrowAround(int x, int y, int right, int between, int left, int x2, int y2) {
    arrowRight(commands("M%d %d H%d V%d H%d V%d", x, y, right, between, left, y2), x2, y2);
  }

  /** Draws a path whose last point is (x, y), reached from the left, with an arrow's head there. */
  private void arrowRight(String commands, int x, int y) {
    path("flow", commands + commands(" H%d", x - 5));
    path("head", commands("M%d %d l-8 -4 v8 z", x, y));
  }

  /** Draws a circle with a plus sign. */
  void plus(int x, int y) {
    shapes.add(emptyTag("circle").attr("class", "sum").attr("cx", x).attr("cy", y).attr("r", 9));
    path("skip", commands("M%d %d h8 M%d %d v8", x - 4, y, x, y - 4));
  }

  /** Draws a shortcut above a box: from (x1, y) up to top, across, and down onto the plus at x2. */
  void shortcut(boolean resized, int x1, int x2, int y, int top) {
    path(
        resized ? "skip resized" : "skip",
        commands(
            "M%d %d V%d Q%d %d %d %d H%d Q%d %d %d %d V%d",
            x1, y, top + 8, x1, top, x1 + 8, top, x2 - 8, x2, top, x2, top + 8, y - 15));
    path("skiphead", commands("M%d %d l-4 -8 h8 z", x2, y - 9));
  }

  /** The whole image on a page of its own colour, so that it reads on any background. */
  String toSvg(int width, int height, String title) {
    ContainerTag<?> svg =
        tag("svg")
            .attr("xmlns", NAMESPACE)
            .attr("viewBox", "0 0 " + width + " " + height)
            .attr("width", width)
            .attr("height", height)
            .attr("role", "img")
            .attr("aria-label", title)
            .with(
                NEWLINE,
                tag("title").withText(title),
                NEWLINE,
                tag("style").with(rawHtml("\n" + STYLE)),
                NEWLINE,
                rectangle("page", 0.5, 0.5, width - 1, height - 1, 8),
                NEWLINE,
                each(shapes, shape -> each(shape, NEWLINE)));
    try {
      return svg.render(FlatHtml.inMemory(XML)) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory
    }
  }

  private static EmptyTag<?> rectangle(
      String style, Number x, Number y, int width, int height, int radius) {
    return emptyTag("rect")
        .attr("class", style)
        .attr("x", x)
        .attr("y", y)
        .attr("width", width)
        .attr("height", height)
        .attr("rx", radius);
  }

  private static ContainerTag<?> label(String style, int x, int y) {
    return tag("text").attr("class", style).attr("x", x).attr("y", y);
  }

  private void path(String style, String commands) {
    shapes.add(emptyTag("path").attr("class", style).attr("d", commands));
  }

  /** Commands of an SVG path, with digits that do not follow the machine's locale. */
  private static String commands(String format, Object... numbers) {
    return String.format(Locale.ROOT, format, numbers);
  }
}
