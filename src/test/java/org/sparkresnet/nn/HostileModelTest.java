package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkresnet.common.ExitCode;

/** Model files that declare what they do not hold: invariant I10. */
class HostileModelTest {
  private static final int PARAMETERS = 75_770; // of ResNet-8

  /** An entry of a zip; a zip may have several of one name. */
  private record Entry(String name, byte[] bytes) {}

  @BeforeEach
  void useOneThread() {
    Networks.useOneThread();
  }

  /** 1,000 floats under a declared shape once became ResNet-20, and ResNet-110 a SIGSEGV. */
  @ParameterizedTest
  @CsvSource({
    "8, 75770, 1000, 1000",
    "8, 75770, 75770, 1000",
    "8, 75770, 75770, 75771",
    "8, 1000, 75770, 75770",
    "110, 1742762, 1000, 1000",
    "110, 500000000, 500000000, 1000",
    "8, 75770, 9223372036854775807, 10",
    "8, -1, -1, 10",
    "8, 0, 0, 0",
  })
  void noDeclaredShapeIsBelieved(int depth, long shape, long buffer, int floats)
      throws IOException {
    byte[] coefficients =
        vector(
            "MIXED_DATA_TYPES",
            new long[] {2, 1, shape, 1, 1, 8192, 1, 99},
            "FLOAT",
            buffer,
            floats);
    long begin = Runtime.getRuntime().totalMemory();
    assertRefused(ExitCode.DATA, () -> load(file(depth, coefficients))).startsWith("model.zip: ");
    assertThat(Runtime.getRuntime().totalMemory() - begin).isLessThan(1L << 30);
  }

  @Test
  void shapesThatAreNoVectorAreRefused() throws IOException {
    for (long[] shape :
        List.of(
            new long[] {2, 10, 7577, 7577, 1, 8192, 1, 99},
            new long[] {2, 1, PARAMETERS, 1, 0, 8192, 1, 99}, // one float, many times
            new long[] {2, 1, PARAMETERS, 1, 1 << 20, 8192, 1, 99},
            new long[] {1, PARAMETERS},
            new long[] {32, 1},
            new long[] {-1, 1})) {
      byte[] file = file(8, vector("MIXED_DATA_TYPES", shape, "FLOAT", PARAMETERS, PARAMETERS));
      assertRefused(ExitCode.DATA, () -> load(file))
          .isEqualTo("model.zip: its parameters are not an ND4J array");
    }
  }

  @Test
  void otherTypesAndModesAreRefused() throws IOException {
    long[] shape = {2, 1, PARAMETERS, 1, 1, 8192, 1, 99};
    for (byte[] coefficients :
        List.of(
            vector("MIXED_DATA_TYPES", shape, "DOUBLE", PARAMETERS, 2 * PARAMETERS),
            vector("MIXED_DATA_TYPES", shape, "COMPRESSED", PARAMETERS, PARAMETERS),
            vector("WORKSPACE", shape, "FLOAT", PARAMETERS, PARAMETERS),
            vector("X".repeat(60_000), shape, "FLOAT", PARAMETERS, PARAMETERS))) {
      assertRefused(ExitCode.DATA, () -> load(file(8, coefficients)))
          .isEqualTo("model.zip: its parameters are not an ND4J array");
    }
  }

  @ParameterizedTest
  @CsvSource({"MIXED_DATA_TYPES, 1", "LONG_SHAPE, 1", "MIXED_DATA_TYPES, 2", "MIXED_DATA_TYPES, 3"})
  void everyVectorThatNd4jWritesIsRead(String mode, int kind) throws IOException {
    long[] shape =
        switch (kind) {
          case 1 -> new long[] {2, 1, PARAMETERS, 1, 1, 8192, 1, 99};
          case 2 -> new long[] {2, PARAMETERS, 1, 1, 1, 8192, 1, 102};
          default -> new long[] {1, PARAMETERS, 1, 8192, 1, 99};
        };
    float[] read = load(file(8, vector(mode, shape, "FLOAT", PARAMETERS, PARAMETERS)));
    assertThat(read).hasSize(PARAMETERS);
    assertThat(read[PARAMETERS - 1]).isEqualTo(PARAMETERS - 1f);
  }

  @Test
  void bitsAreThoseThatNd4jReads() throws IOException {
    ComputationGraph graph = Networks.stock(8, true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFile.save(graph, Optional.empty(), out);
    byte[] coefficients = ModelFuzz.entries(out.toByteArray()).get(ModelZip.COEFFICIENTS);
    try (INDArray expected = Nd4j.read(new ByteArrayInputStream(coefficients))) {
      assertThat(load(out.toByteArray())).isEqualTo(expected.data().asFloat());
    }
  }

  @Test
  void entriesAreBoundedTogether() throws IOException {
    byte[] zeros = new byte[30_000_000];
    List<Entry> bomb = new ArrayList<>(valid());
    for (int i = 0; i < 4; i++) {
      bomb.add(new Entry("more" + i, zeros));
    }
    assertRefused(ExitCode.DATA, () -> load(zip(bomb)))
        .isEqualTo(
            "model.zip: not a complete model file: the content of the zip has more than 100,000,000 bytes");
    List<Entry> many = new ArrayList<>(valid());
    for (int i = 0; i < 10_000; i++) {
      many.add(new Entry("e" + i, new byte[0]));
    }
    assertRefused(ExitCode.DATA, () -> load(zip(many))).contains("more than 64 entries");
  }

  @Test
  void entriesOfOneNameAreRefused() throws IOException {
    byte[] file =
        zip(List.of(valid().get(0), valid().get(1), new Entry("coefficients.bim", new byte[9])));
    byte[] renamed =
        new String(file, StandardCharsets.ISO_8859_1)
            .replace("coefficients.bim", "coefficients.bin")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(ExitCode.DATA, () -> load(renamed))
        .isEqualTo(
            "model.zip: not a complete model file: two entries have the name coefficients.bin");
  }

  @Test
  void orderAndOtherEntriesDoNotMatter() throws IOException {
    List<Entry> entries = new ArrayList<>(valid());
    entries.add(
        new Entry(
            "configuration.json",
            "{\"@class\": \"java.lang.Runtime\"}".getBytes(StandardCharsets.UTF_8)));
    entries.add(new Entry("updaterState.bin", new byte[] {1, 2, 3}));
    Collections.reverse(entries);
    assertThat(load(zip(entries))).hasSize(PARAMETERS);
  }

  @Test
  void namesOfEntriesCannotActOnATerminal() throws IOException {
    Entry entry = new Entry("\u001b[2J\nerror: x", new byte[1]);
    byte[] file = zip(List.of(entry, new Entry(entry.name().replace('x', 'y'), new byte[1])));
    byte[] twice =
        new String(file, StandardCharsets.ISO_8859_1)
            .replace("error: y", "error: x")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(ExitCode.DATA, () -> load(twice)).endsWith("the name \\u001b[2J");
  }

  @Test
  void storedEntriesThatLieAboutTheirLengthAreRefused() throws IOException {
    byte[] content = new byte[100];
    CRC32 crc = new CRC32();
    crc.update(content);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry(ModelZip.NETWORK_ENTRY);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(content);
    }
    byte[] file = out.toByteArray();
    Arrays.fill(file, 18, 26, (byte) 0x7f); // both lengths of the first header
    assertRefused(ExitCode.DATA, () -> load(file)).startsWith("model.zip: ");
  }

  private static List<Entry> valid() throws IOException {
    return List.of(
        new Entry(ModelZip.NETWORK_ENTRY, properties(8)),
        new Entry(
            ModelZip.COEFFICIENTS,
            vector(
                "MIXED_DATA_TYPES",
                new long[] {2, 1, PARAMETERS, 1, 1, 8192, 1, 99},
                "FLOAT",
                PARAMETERS,
                PARAMETERS)));
  }

  private static byte[] vector(String mode, long[] shape, String type, long declared, int floats)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(mode);
    out.writeLong(shape.length);
    out.writeUTF("LONG");
    for (long word : shape) {
      out.writeLong(word);
    }
    out.writeUTF(mode);
    out.writeLong(declared);
    out.writeUTF(type);
    for (int i = 0; i < floats; i++) {
      out.writeFloat(i);
    }
    return bytes.toByteArray();
  }

  private static byte[] properties(int depth) {
    return "depth=%d\nresidual=true\n".formatted(depth).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] file(int depth, byte[] coefficients) throws IOException {
    return zip(
        List.of(
            new Entry(ModelZip.NETWORK_ENTRY, properties(depth)),
            new Entry(ModelZip.COEFFICIENTS, coefficients)));
  }

  private static byte[] zip(List<Entry> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Entry entry : entries) {
        zip.putNextEntry(new ZipEntry(entry.name()));
        zip.write(entry.bytes());
      }
    }
    return out.toByteArray();
  }

  private static float[] load(byte[] file) {
    return SavedNetwork.read(new ByteArrayInputStream(file), "model.zip").parameters();
  }
}
