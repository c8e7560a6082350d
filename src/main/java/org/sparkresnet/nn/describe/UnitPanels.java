package org.sparkresnet.nn.describe;

/** Lower part of the diagram: two panels with the inside of a unit. */
final class UnitPanels {
  private static final int PANEL_WIDTH = 460;
  private static final int LEFT_X = 32;
  private static final int RIGHT_X = 508;
  private static final int BOX_HEIGHT = 38;

  private final SvgCanvas svg;
  private final boolean residual;
  private final int panelHeight;

  UnitPanels(SvgCanvas svg, boolean residual) {
    this.svg = svg;
    this.residual = residual;
    this.panelHeight = residual ? 178 : 116; // room for shortcuts only where there are some
  }

  /** Draws the panels from y downwards; gives the height of the whole image. */
  int draw(int y) {
    panel(LEFT_X, y, residual ? "A unit" : "A unit: the shortcut is left out", false);
    panel(RIGHT_X, y, "The first unit of stages 2 and 3", true);
    if (residual) {
      svg.text(
          "small",
          LEFT_X,
          y + panelHeight + 26,
          "In the very first unit the shortcut starts after the unit's first BN-ReLU."
              + " Shortcuts have no parameters; convolutions have no bias.");
    } else {
      svg.text(
          "small",
          LEFT_X,
          y + panelHeight + 26,
          "Layers and parameters are those of the residual network; only the additions are"
              + " dropped.");
    }
    return y + panelHeight + 46;
  }

  private void panel(int x, int top, String heading, boolean downsamples) {
    svg.box("panel", x, top, PANEL_WIDTH, panelHeight);
    svg.text("heading", x + 18, top + 28, heading);
    int y = top + panelHeight - 44;
    String[] styles = {"norm", "conv", "norm", "conv"};
    String[] texts = {"BN-ReLU", downsamples ? "conv 3×3, /2" : "conv 3×3", "BN-ReLU", "conv 3×3"};
    int[] widths = {70, 84, 70, 74};
    int end = x + 14;
    for (int i = 0; i < texts.length; i++) {
      int left = end + (i == 0 ? 30 : 16);
      svg.arrowRight(end, left, y);
      svg.box(styles[i], left, y - BOX_HEIGHT / 2, widths[i], BOX_HEIGHT, texts[i]);
      end = left + widths[i];
    }
    if (!residual) {
      svg.arrowRight(end, x + PANEL_WIDTH - 14, y);
      return;
    }
    int plusX = end + 25;
    svg.arrowRight(end, plusX - 9, y);
    svg.plus(plusX, y);
    svg.arrowRight(plusX + 9, x + PANEL_WIDTH - 14, y);
    svg.shortcut(downsamples, x + 26, plusX, y, y - 62);
    if (downsamples) {
      svg.box(
          "pool",
          x + 100,
          y - 62 - BOX_HEIGHT / 2,
          240,
          BOX_HEIGHT,
          "2×2 average pool, zero channels");
    } else {
      svg.centred("skiptext", (x + 26 + plusX) / 2, y - 70, "identity");
    }
  }
}
