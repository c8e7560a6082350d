package org.sparkresnet.pictures;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.pictures.Encoded.Screen;

/**
 * Rows of a decoded picture on its canvas: red, green and blue of each pixel, 0 to 255, where it is
 * transparent on white. The numbers are those of the file: no profile and no gamma is applied.
 */
final class RgbRows {
  private static final int WHITE = 255;

  private final Raster raster;
  private final Screen screen;

  /** Value of a sample in 0 to 255, by band and sample; for palettes of a pixel's colours. */
  private final int[][] values;

  private final boolean isPalette;
  private final boolean isColour;
  private final int alphaBand;
  private final int[] transparent;
  private final int[] samples;

  private RgbRows(
      Raster raster,
      Screen screen,
      int[][] values,
      boolean isPalette,
      boolean isColour,
      int alphaBand,
      int[] transparent) {
    this.raster = raster;
    this.screen = screen;
    this.values = values;
    this.isPalette = isPalette;
    this.isColour = isColour;
    this.alphaBand = alphaBand;
    this.transparent = transparent;
    this.samples = new int[raster.getWidth() * raster.getNumBands()];
  }

  static RgbRows of(BufferedImage image, Encoded picture) throws DamagedPictureException {
    Raster raster = image.getRaster();
    ColorModel colours = image.getColorModel();
    int[] transparent = picture.transparent().orElse(null);
    if (colours instanceof IndexColorModel palette) {
      return new RgbRows(raster, picture.screen(), palette(palette), true, true, -1, transparent);
    }
    int space = colours.getColorSpace().getType();
    int bands = raster.getNumBands();
    boolean isColour = space == ColorSpace.TYPE_RGB;
    int expected = (isColour ? 3 : 1) + (colours.hasAlpha() ? 1 : 0);
    if ((!isColour && space != ColorSpace.TYPE_GRAY)
        || bands != expected
        || colours.isAlphaPremultiplied()) {
      throw new DamagedPictureException("has colours of a kind that is not read");
    }
    int[][] values = new int[bands][];
    for (int band = 0; band < bands; band++) {
      values[band] = scale(raster.getSampleModel().getSampleSize(band));
    }
    return new RgbRows(
        raster,
        picture.screen(),
        values,
        false,
        isColour,
        colours.hasAlpha() ? bands - 1 : -1,
        transparent);
  }

  /** Colours of a palette on white, three a row. */
  private static int[][] palette(IndexColorModel palette) {
    int[][] colours = new int[palette.getMapSize()][3];
    for (int i = 0; i < colours.length; i++) {
      int alpha = palette.getAlpha(i);
      colours[i][0] = onWhite(palette.getRed(i), alpha);
      colours[i][1] = onWhite(palette.getGreen(i), alpha);
      colours[i][2] = onWhite(palette.getBlue(i), alpha);
    }
    return colours;
  }

  /** Samples of some bits in 0 to 255, rounded. */
  private static int[] scale(int bits) throws DamagedPictureException {
    if (bits < 1 || bits > Short.SIZE) {
      throw new DamagedPictureException(
          HumanText.format("has samples of %d bits, which are not read", bits));
    }
    int[] scaled = new int[1 << bits];
    int last = scaled.length - 1;
    for (int i = 0; i <= last; i++) {
      scaled[i] = (int) (((long) i * WHITE + last / 2) / last);
    }
    return scaled;
  }

  private static int onWhite(int value, int alpha) {
    return (value * alpha + WHITE * (WHITE - alpha) + WHITE / 2) / WHITE;
  }

  int width() {
    return screen.width();
  }

  int height() {
    return screen.height();
  }

  /**
   * Writes a row.
   *
   * @param rgb [width,3]
   */
  void read(int y, int[] rgb) throws DamagedPictureException {
    boolean isWhole = screen.width() == raster.getWidth();
    int row = y - screen.top();
    if (!isWhole || row < 0 || row >= raster.getHeight()) {
      Arrays.fill(rgb, 0, 3 * screen.width(), WHITE);
    }
    if (row < 0 || row >= raster.getHeight()) {
      return;
    }
    raster.getPixels(raster.getMinX(), raster.getMinY() + row, raster.getWidth(), 1, samples);
    int to = 3 * screen.left();
    int bands = raster.getNumBands();
    for (int from = 0; from < samples.length; from += bands, to += 3) {
      writePixel(from, rgb, to);
    }
  }

  private void writePixel(int from, int[] rgb, int to) throws DamagedPictureException {
    if (transparent != null && isTransparent(from)) {
      rgb[to] = WHITE;
      rgb[to + 1] = WHITE;
      rgb[to + 2] = WHITE;
      return;
    }
    if (isPalette) {
      if (samples[from] >= values.length) {
        throw new DamagedPictureException("is damaged: a colour is not in its palette");
      }
      System.arraycopy(values[samples[from]], 0, rgb, to, 3);
      return;
    }
    for (int channel = 0; channel < 3; channel++) {
      int band = isColour ? channel : 0;
      int value = values[band][samples[from + band]];
      rgb[to + channel] =
          alphaBand < 0 ? value : onWhite(value, values[alphaBand][samples[from + alphaBand]]);
    }
  }

  private boolean isTransparent(int from) {
    for (int i = 0; i < transparent.length; i++) {
      if (samples[from + i] != transparent[i]) {
        return false;
      }
    }
    return true;
  }
}
