package org.sparkresnet.nn.describe;

import java.util.List;
import java.util.Locale;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.nn.GraphSettings;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.NetworkSummary;
import org.sparkresnet.nn.NetworkSummary.Row;
import org.sparkresnet.nn.VertexNames;

/** Annotated drawing of a network as SVG: one row for each stage, the inside of a unit below. */
public final class NetworkDiagram {
  private static final int WIDTH = 1000;
  private static final int LABEL_X = 32;
  private static final int TURN_X = 218;
  private static final int FLOW_X = 262;
  private static final int RIGHT_X = 968;
  private static final int FIRST_ROW_Y = 128;
  private static final int ROW_HEIGHT = 132;
  private static final int UNIT_WIDTH = 132;
  private static final int UNIT_HEIGHT = 62;
  private static final int UNIT_STEP = 200;

  /** Units of a stage that fit side by side; a stage with more is drawn collapsed. */
  private static final int DRAWN_UNITS = 3;

  private final NetworkSummary summary;
  private final SvgCanvas svg = new SvgCanvas();

  private NetworkDiagram(NetworkConfig network) {
    this.summary = NetworkSummary.of(network);
  }

  /** Draws a self-contained SVG image, 1000 wide, in the reader's light or dark colour scheme. */
  public static String svg(NetworkConfig network) {
    return new NetworkDiagram(network).draw();
  }

  private String draw() {
    NetworkConfig network = summary.network();
    String title = network.displayName();
    svg.text("title", LABEL_X, 48, title);
    svg.text(
        "small",
        LABEL_X,
        72,
        String.format(
            Locale.ROOT,
            "%s for %s: %d layers with weights, %s, %s an image",
            network.residual() ? "Pre-activation residual network" : "Plain network",
            network.classes() == ClassNames.CIFAR_10.size()
                ? "CIFAR-10"
                : network.classes() + " classes",
            network.depth(),
            parameters(summary.rows()),
            multiplyAdds(summary.rows())));
    int end = drawInput(FIRST_ROW_Y);
    for (int stage = 1; stage <= NetworkConfig.STAGES; stage++) {
      int y = FIRST_ROW_Y + stage * ROW_HEIGHT;
      drawTurn(end, y - ROW_HEIGHT, y);
      end = drawStage(stage, y);
    }
    int headY = FIRST_ROW_Y + (NetworkConfig.STAGES + 1) * ROW_HEIGHT;
    drawTurn(end, headY - ROW_HEIGHT, headY);
    drawHead(headY);
    int height = new UnitPanels(svg, network.residual()).draw(headY + 70);
    return svg.toSvg(WIDTH, height, title + ", layer by layer");
  }

  /** Draws the arrow from the end of one row to the start of the next. */
  private void drawTurn(int x, int y, int nextY) {
    int between = nextY - 70;
    svg.arrowAround(x, y, RIGHT_X, between, TURN_X, FLOW_X, nextY);
  }

  private int drawInput(int y) {
    drawLabel(y, "Input", "32×32×3", rows(VertexNames.STEM));
    int x = drawStep("data", FLOW_X, y, "image", "32×32×3");
    svg.arrowRight(x, FLOW_X + UNIT_STEP, y);
    return drawStep("conv", FLOW_X + UNIT_STEP, y, "stem", "conv 3×3, 16");
  }

  private int drawStage(int stage, int y) {
    int channels = GraphSettings.FIRST_CHANNELS << (stage - 1);
    int size = GraphSettings.IMAGE_SIZE >> (stage - 1);
    drawLabel(y, "Stage " + stage, size + "×" + size + "×" + channels, rows("stage" + stage + "-"));
    int units = summary.network().unitsPerStage();
    boolean collapsed = units > DRAWN_UNITS;
    int end = drawUnit(FLOW_X, y, "unit 1", channels, stage > 1);
    if (collapsed) {
      svg.arrowRight(end, FLOW_X + UNIT_STEP, y);
      int x = FLOW_X + UNIT_STEP;
      svg.box("conv", x + 10, y - UNIT_HEIGHT / 2 + 10, UNIT_WIDTH, UNIT_HEIGHT);
      svg.box("conv", x + 5, y - UNIT_HEIGHT / 2 + 5, UNIT_WIDTH, UNIT_HEIGHT);
      end = drawUnit(x, y, "units 2 to " + units, channels, false);
      svg.text("heading", end + 14, y - 10, "× " + (units - 1));
    }
    for (int unit = 2; unit <= units && !collapsed; unit++) {
      int x = FLOW_X + (unit - 1) * UNIT_STEP;
      svg.arrowRight(end, x, y);
      end = drawUnit(x, y, "unit " + unit, channels, false);
    }
    return end;
  }

  /** Draws a unit's box with its shortcut; gives the x where the flow leaves it. */
  private int drawUnit(int x, int y, String name, int channels, boolean downsamples) {
    String convolution = "conv 3×3, " + channels;
    String first = downsamples ? convolution + ", /2" : convolution;
    int end = drawStep("conv", x, y, name, first, convolution);
    if (!summary.network().residual()) {
      return end;
    }
    int plusX = end + 24;
    svg.arrowRight(end, plusX - 9, y);
    svg.plus(plusX, y);
    svg.shortcut(downsamples, x - 20, plusX, y, y - UNIT_HEIGHT / 2 - 14);
    return plusX + 9;
  }

  private void drawHead(int y) {
    drawLabel(
        y,
        "Head",
        summary.network().classes() + " classes",
        summary.rows().subList(lastRow() - 3, lastRow()));
    String[][] steps = {
      {"norm", "BN-ReLU", "8×8×64"},
      {"pool", "average pool", "8×8 to 1×1×64"},
      {"dense", "dense, softmax", String.valueOf(summary.network().classes())}
    };
    int end = FLOW_X;
    for (int i = 0; i < steps.length; i++) {
      int x = FLOW_X + i * UNIT_STEP;
      if (i > 0) {
        svg.arrowRight(end, x, y);
      }
      end = drawStep(steps[i][0], x, y, steps[i][1], steps[i][2]);
    }
  }

  private int lastRow() {
    return summary.rows().size();
  }

  private int drawStep(String style, int x, int y, String... lines) {
    svg.box(style, x, y - UNIT_HEIGHT / 2, UNIT_WIDTH, UNIT_HEIGHT, lines);
    return x + UNIT_WIDTH;
  }

  private void drawLabel(int y, String name, String shape, List<Row> rows) {
    svg.text("heading", LABEL_X, y - 22, name);
    svg.text("", LABEL_X, y - 3, shape);
    svg.text("small", LABEL_X, y + 15, parameters(rows));
    svg.text("small", LABEL_X, y + 31, multiplyAdds(rows));
  }

  private List<Row> rows(String prefix) {
    return summary.rows().stream().filter(row -> row.name().startsWith(prefix)).toList();
  }

  private static String parameters(List<Row> rows) {
    return String.format(
        Locale.ROOT, "%,d parameters", rows.stream().mapToLong(Row::parameters).sum());
  }

  private static String multiplyAdds(List<Row> rows) {
    long number = rows.stream().mapToLong(Row::multiplyAdds).sum();
    return number < 100_000
        ? String.format(Locale.ROOT, "%,d multiply-adds", number)
        : String.format(Locale.ROOT, "%,.1f M multiply-adds", number / 1e6);
  }
}
