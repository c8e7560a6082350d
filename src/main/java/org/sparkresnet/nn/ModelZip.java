package org.sparkresnet.nn;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.sparkresnet.cifar.ClassNames;

/**
 * Writer of a model.zip.
 *
 * @param network the network, from this project's own entry
 * @param description of the model; empty in files of earlier versions
 * @param entries DL4J's entries by name, in the order of the file
 */
record ModelZip(
    NetworkConfig network, Optional<ModelDescription> description, Map<String, byte[]> entries) {
  /** Entry that names the network. */
  static final String NETWORK_ENTRY = "spark-resnet.properties";

  /** Entry with the parameters. */
  static final String COEFFICIENTS = "coefficients.bin";

  /** The entries of a zip that DL4J has written in this process. */
  static ModelZip ofDl4j(NetworkConfig network, Optional<ModelDescription> description, byte[] zip)
      throws IOException {
    return new ModelZip(network, description, entries(new ByteArrayInputStream(zip)));
  }

  void writeTo(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    write(zip, NETWORK_ENTRY, properties().getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      write(zip, entry.getKey(), entry.getValue());
    }
    if (description.isPresent()) {
      write(zip, ModelDescription.NORMALIZER_ENTRY, description.get().normalizer());
      write(
          zip, ModelDescription.ENTRY, description.get().toJson().getBytes(StandardCharsets.UTF_8));
    }
    zip.finish();
    zip.flush();
  }

  private String properties() {
    return String.format(
            Locale.ROOT, "depth=%d\nresidual=%b\n", network.depth(), network.residual())
        // Ten are those of every file of an earlier version, which has no such line.
        + (network.classes() == ClassNames.CIFAR_10.size()
            ? ""
            : String.format(Locale.ROOT, "classes=%d\n", network.classes()));
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
      entries.put(entry.getName(), zip.readAllBytes());
    }
    return entries;
  }
}
