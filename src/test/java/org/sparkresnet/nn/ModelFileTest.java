package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.pictures.Fit;

class ModelFileTest {
  private final INDArray images = Networks.images(1, 32, DataType.FLOAT).getFeatures();

  @BeforeEach
  void useOneThread() {
    Networks.useOneThread();
  }

  @ParameterizedTest
  @CsvSource({"8, true", "8, false", "20, true", "110, false"})
  void roundTripIsExact(int depth, boolean residual) throws IOException {
    ComputationGraph graph = Networks.stock(depth, residual);
    ComputationGraph loaded = load(saved(graph));
    assertThat(ResNet.networkOf(loaded)).isEqualTo(new NetworkConfig(depth, residual));
    assertThat(Networks.values(loaded.params())).isEqualTo(Networks.values(graph.params()));
    assertThat(Networks.values(loaded.outputSingle(images)))
        .isEqualTo(Networks.values(graph.outputSingle(images)));
  }

  @Test
  void trainedNetworkRoundTripsAndGoesOnTraining() throws IOException {
    ComputationGraph graph = Networks.stock(8, true);
    graph.fit(Networks.images(4, 32, DataType.FLOAT));
    ComputationGraph loaded = load(saved(graph));
    assertThat(Networks.values(loaded.outputSingle(images)))
        .isEqualTo(Networks.values(graph.outputSingle(images)));
    loaded.fit(Networks.images(4, 32, DataType.FLOAT));
    assertThat(Networks.values(loaded.params())).isNotEqualTo(Networks.values(graph.params()));
  }

  @Test
  void anyDl4jOpensItWithoutOurClasses() throws IOException {
    ComputationGraph graph = Networks.stock(8, true);
    byte[] file = saved(graph);
    ComputationGraph opened =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file), true);
    assertThat(Networks.values(opened.outputSingle(images)))
        .isEqualTo(Networks.values(graph.outputSingle(images)));
    assertThat(opened.getConfiguration().toJson()).doesNotContain("sparkresnet");
  }

  @Test
  void sameParametersGiveTheSameBytes() throws IOException {
    assertThat(saved(Networks.stock(8, true))).isEqualTo(saved(Networks.stock(8, true)));
  }

  @Test
  void rejectsTruncatedFile() throws IOException {
    byte[] file = saved(Networks.stock(8, true));
    for (int length : new int[] {0, 1, 100, file.length / 2, file.length - 30, file.length - 1}) {
      rejects(() -> load(Arrays.copyOf(file, length)), "model.zip: not a complete model file: .*");
    }
  }

  @Test
  void rejectsFlippedBytes() throws IOException {
    byte[] file = saved(Networks.stock(8, true));
    file[file.length / 2] ^= 0x55;
    rejects(() -> load(file), "model.zip: not a complete model file: .*");
  }

  @Test
  void rejectsForeignFiles() throws IOException {
    byte[] noise = new byte[5000];
    new Random(1).nextBytes(noise);
    rejects(() -> load(noise), "model.zip: not a complete model file: .*");
    rejects(
        () -> load(zip(Map.of("readme.txt", "hello"))),
        "model.zip: not a model file of spark-resnet: it must hold .*");
  }

  @Test
  void rejectsEntriesThatMakeNoNetwork() throws IOException {
    String named = "spark-resnet.properties";
    rejects(
        () -> load(zip(Map.of(named, "depth=21\nresidual=true\n", "coefficients.bin", "x"))),
        "model.zip: spark-resnet.properties names no network");
    rejects(
        () -> load(zip(Map.of(named, "residual=true\n", "coefficients.bin", "x"))),
        "model.zip: spark-resnet.properties names no network");
    rejects(
        () -> load(zip(Map.of(named, "depth=8\nresidual=true\n", "coefficients.bin", "x"))),
        "model.zip: its parameters are not an ND4J array");
  }

  @Test
  void rejectsParametersOfAnotherNetwork() throws IOException {
    ComputationGraph graph = Networks.stock(8, true);
    ByteArrayOutputStream dl4j = new ByteArrayOutputStream();
    ModelSerializer.writeModel(graph, dl4j, false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelZip.ofDl4j(new NetworkConfig(20, true), Optional.empty(), dl4j.toByteArray()).writeTo(out);
    rejects(
        () -> load(out.toByteArray()),
        "model.zip: ResNet-20 has 271098 parameters, cannot be: 75770");
  }

  @Test
  void aDescriptionIsReadAgainAndMustBeOfTheNetwork() throws IOException {
    ComputationGraph graph = Networks.stock(8, true);
    byte[] file = saved(graph, description(ClassNames.CIFAR_10));
    assertThat(saved(graph, description(ClassNames.CIFAR_10))).isEqualTo(file);
    assertThat(ModelFile.describe(new ByteArrayInputStream(file), "model.zip"))
        .contains(description(ClassNames.CIFAR_10));
    assertThat(Networks.values(load(file).params())).isEqualTo(Networks.values(graph.params()));
    assertThat(ModelFile.describe(new ByteArrayInputStream(saved(graph)), "model.zip")).isEmpty();
    byte[] other = saved(graph, description(new ClassNames(List.of("oak", "elm"))));
    rejects(() -> load(other), "model.zip: spark-resnet.json names 2 classes, the network has 10");
  }

  @Test
  void aTemperatureIsKeptAndLeavesNoTraceWhereThereIsNone() throws IOException {
    ModelDescription without = description(ClassNames.CIFAR_10);
    assertThat(without.toJson()).doesNotContain("temperature");
    ModelDescription with = without.withTemperature(1.25);
    byte[] file = saved(Networks.stock(8, true), with);
    assertThat(ModelFile.describe(new ByteArrayInputStream(file), "model.zip")).contains(with);
    assertThat(with.temperature()).hasValue(1.25);
  }

  @Test
  void theFitOfPicturesIsKeptAndLeavesNoTraceWhereTheyWereCropped() throws IOException {
    ModelDescription cropped = description(ClassNames.CIFAR_10);
    assertThat(cropped.withFit(Fit.CROP)).isEqualTo(cropped);
    assertThat(cropped.toJson()).doesNotContain("fit");
    ModelDescription padded = cropped.withFit(Fit.PAD).withTemperature(1.25);
    assertThat(padded.toJson()).contains("\"fit\" : \"pad\"");
    byte[] file = saved(Networks.stock(8, true), padded);
    assertThat(ModelFile.describe(new ByteArrayInputStream(file), "model.zip")).contains(padded);
    assertThat(padded.fit()).contains(Fit.PAD);
  }

  private static ModelDescription description(ClassNames classes) {
    return ModelDescription.of(
        classes,
        new Normalization(List.of(0.5, 0.25, 0.125), List.of(0.25, 0.3, 0.2)),
        OptionalDouble.of(0.75),
        "0".repeat(64));
  }

  private static byte[] saved(ComputationGraph graph, ModelDescription description)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFile.save(graph, description, out);
    return out.toByteArray();
  }

  private static void rejects(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .message()
        .matches(message);
  }

  private static byte[] saved(ComputationGraph graph) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFile.save(graph, Optional.empty(), out);
    return out.toByteArray();
  }

  private static ComputationGraph load(byte[] file) {
    return ModelFile.load(new ByteArrayInputStream(file), "model.zip", LayerSet.STOCK);
  }

  private static byte[] zip(Map<String, String> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> entry : new LinkedHashMap<>(entries).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }
}
