package org.sparkresnet.nn.describe;

/** Shapes and text of an SVG image, with the project's two palettes (light and dark). */
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

  private final StringBuilder body = new StringBuilder();

  void box(String style, int x, int y, int width, int height) {
    body.append(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>%n"
            .formatted(style, x, y, width, height));
  }

  /** A box with lines of text in its middle, 18 apart. */
  void box(String style, int x, int y, int width, int height, String... lines) {
    box(style, x, y, width, height);
    int baseline = y + height / 2 + 5 - 9 * (lines.length - 1);
    for (String line : lines) {
      centred("", x + width / 2, baseline, line);
      baseline += 18;
    }
  }

  void text(String style, int x, int y, String text) {
    body.append("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(style, x, y, text));
  }

  void centred(String style, int x, int y, String text) {
    body.append(
        "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n"
            .formatted(style, x, y, text));
  }

  /** A line along SVG path commands. */
  void path(String style, String commands) {
    body.append("<path class=\"%s\" d=\"%s\"/>%n".formatted(style, commands));
  }

  /** A path whose last point is (x, y), reached from the left, with an arrow's head there. */
  void arrowRight(String commands, int x, int y) {
    path("flow", commands + " H" + (x - 5));
    path("head", "M%d %d l-8 -4 v8 z".formatted(x, y));
  }

  /** A circle with a plus sign. */
  void plus(int x, int y) {
    body.append("<circle class=\"sum\" cx=\"%d\" cy=\"%d\" r=\"9\"/>%n".formatted(x, y));
    path("skip", "M%d %d h8 M%d %d v8".formatted(x - 4, y, x, y - 4));
  }

  /** A shortcut above a box: from (x1, y) up to top, across, and down onto the plus at x2. */
  void shortcut(boolean resized, int x1, int x2, int y, int top) {
    path(
        resized ? "skip resized" : "skip",
        "M%d %d V%d Q%d %d %d %d H%d Q%d %d %d %d V%d"
            .formatted(x1, y, top + 8, x1, top, x1 + 8, top, x2 - 8, x2, top, x2, top + 8, y - 15));
    path("skiphead", "M%d %d l-4 -8 h8 z".formatted(x2, y - 9));
  }

  /** The whole image on a page of its own colour, so that it reads on any background. */
  String toSvg(int width, int height, String title) {
    String head =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " role=\"img\" aria-label=\"%s\">%n<title>%s</title>%n<style>%n%s</style>%n"
            + "<rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"8\"/>%n";
    return head.formatted(width, height, width, height, title, title, STYLE, width - 1, height - 1)
        + body
        + "</svg>\n";
  }
}
