package org.sparkresnet.nn;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.sparkresnet.fuzz.FuzzTarget;

/** Reader of model.zip: damaged zips, and zips with right sums of damaged entries. */
public final class ModelFuzz {
  private ModelFuzz() {}

  public static FuzzTarget target() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFile.save(Networks.stock(8, true), Optional.empty(), out);
    byte[] whole = out.toByteArray();
    Map<String, byte[]> entries = entries(whole);
    byte[] properties = entries.get(ModelZip.NETWORK_ENTRY);
    byte[] coefficients = entries.get(ModelZip.COEFFICIENTS);
    return new FuzzTarget(
        "model",
        List.of(whole, coefficients),
        List.of(),
        List.of(
            content ->
                content.length > 0 && content[0] == 'P' ? content : zip(properties, content)),
        file -> SavedNetwork.read(new ByteArrayInputStream(file), "model.zip"));
  }

  /** Entries of a zip that is valid. */
  static Map<String, byte[]> entries(byte[] zip) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip));
    for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
      entries.put(entry.getName(), in.readAllBytes());
    }
    return entries;
  }

  private static byte[] zip(byte[] properties, byte[] coefficients) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, ModelZip.NETWORK_ENTRY, properties);
      put(zip, ModelZip.COEFFICIENTS, coefficients);
    }
    return out.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }
}
