package org.sparkresnet.nn;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.sparkresnet.common.UserError;

/**
 * Entries of a model.zip.
 *
 * @param network the network, from this project's own entry
 * @param entries DL4J's entries by name, in the order of the file
 */
record ModelZip(NetworkConfig network, Map<String, byte[]> entries) {
  private static final String NETWORK_ENTRY = "spark-resnet.properties";
  private static final String COEFFICIENTS = "coefficients.bin";

  /** Limit for hostile files; the parameters of the largest network have 78 MB. */
  private static final int MAX_ENTRY_BYTES = 100_000_000;

  static ModelZip ofDl4j(NetworkConfig network, byte[] zip) throws IOException {
    return new ModelZip(network, entries(new ByteArrayInputStream(zip)));
  }

  /** Reads a whole file; the name is for messages. */
  static ModelZip read(InputStream in, String name) {
    Map<String, byte[]> entries;
    try {
      byte[] file = in.readAllBytes();
      requireEndRecord(file);
      entries = entries(new ByteArrayInputStream(file));
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.data(name + ": not a complete model file: " + e.getMessage(), e);
    }
    byte[] network = entries.remove(NETWORK_ENTRY);
    if (network == null || !entries.containsKey(COEFFICIENTS)) {
      throw UserError.data(
          "%s: not a model file of spark-resnet: it must hold %s and %s"
              .formatted(name, NETWORK_ENTRY, COEFFICIENTS));
    }
    return new ModelZip(network(network, name), entries);
  }

  byte[] coefficients() {
    return entries.get(COEFFICIENTS);
  }

  void writeTo(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    write(
        zip,
        NETWORK_ENTRY,
        String.format(Locale.ROOT, "depth=%d\nresidual=%b\n", network.depth(), network.residual())
            .getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      write(zip, entry.getKey(), entry.getValue());
    }
    zip.finish();
    zip.flush();
  }

  private static void write(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0); // not the clock: the same model gives the same file
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static Map<String, byte[]> entries(InputStream in) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    ZipInputStream zip = new ZipInputStream(in);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      byte[] bytes = zip.readNBytes(MAX_ENTRY_BYTES);
      if (zip.read() >= 0) {
        throw new EOFException(entry.getName() + " is larger than any model");
      }
      entries.put(entry.getName(), bytes);
    }
    return entries;
  }

  /** Checks that the file ends in a zip's end record of 22 bytes; a cut file has none. */
  private static void requireEndRecord(byte[] file) throws EOFException {
    int end = file.length - 22;
    if (end < 0 || file[end] != 'P' || file[end + 1] != 'K' || file[end + 2] != 5) {
      throw new EOFException("no end of a zip after " + file.length + " bytes");
    }
  }

  private static NetworkConfig network(byte[] properties, String name) {
    try {
      Properties read = new Properties();
      read.load(new StringReader(new String(properties, StandardCharsets.UTF_8)));
      return new NetworkConfig(
          Integer.parseInt(read.getProperty("depth")),
          Boolean.parseBoolean(read.getProperty("residual")));
    } catch (IOException | IllegalArgumentException | UserError e) {
      throw UserError.data(name + ": " + NETWORK_ENTRY + " names no network", e);
    }
  }
}
