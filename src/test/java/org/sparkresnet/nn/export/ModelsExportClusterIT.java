package org.sparkresnet.nn.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.cli.Commands;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.ModelDescription;
import org.sparkresnet.nn.ModelFile;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.ResNet;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;

/** Exported models in Python, by the guide's own lines, against the answers of score. */
class ModelsExportClusterIT {
  private static final Path PAGE = Path.of("src/site/markdown/operations.md");
  private static final int IMAGES = 100;
  private static final int CLASSES = 10;

  @TempDir private static Path shared;
  private static Path store;
  private static Commands commands;

  @TempDir private Path folder;

  @BeforeAll
  static void copyAChampion() {
    store = shared.resolve("store");
    JobStore.withChampion(store);
    commands = new Commands(store);
  }

  /** The guide's block of Python with some word in it. */
  private static String block(String word) throws IOException {
    String[] parts = Files.readString(PAGE).split("\n```python\n");
    return Stream.of(parts)
        .skip(1)
        .map(part -> part.substring(0, part.indexOf("\n```") + 1))
        .filter(part -> part.contains(word))
        .findFirst()
        .orElseThrow();
  }

  private String python(String code) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("script.py"), code);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of("src/test/onnx/python").toAbsolutePath().toString(), script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(6, TimeUnit.MINUTES)).isTrue(); // the first one installs it
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }

  private static FloatBuffer floats(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  /** A model whose scales, shifts and running statistics are those of no new network. */
  private Path model(int depth, boolean residual) throws IOException {
    ComputationGraph graph =
        ResNet.create(new NetworkConfig(depth, residual), LayerSet.STOCK, new Sgd(), 0, 7);
    Random random = new Random(depth);
    INDArray values = graph.params();
    for (ParameterLayout.Slice slice : ParameterLayout.of(graph).slices()) {
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        double noise = random.nextGaussian();
        switch (slice.kind()) {
          case WEIGHT -> {} // as it was
          case BIAS, SHIFT, RUNNING_MEAN -> values.putScalar(i, 0.3 * noise);
          case SCALE -> values.putScalar(i, 1 + 0.2 * noise);
          case RUNNING_VARIANCE -> values.putScalar(i, 0.5 + 2 * random.nextFloat());
        }
      }
    }
    Path file = folder.resolve("model.zip");
    Normalization normalization =
        new Normalization(List.of(0.49, 0.48, 0.45), List.of(0.25, 0.24, 0.26));
    try (var out = Files.newOutputStream(file)) {
      ModelFile.save(
          graph,
          ModelDescription.of(
              ClassNames.CIFAR_10, normalization, OptionalDouble.empty(), "0".repeat(64)),
          out);
    }
    return file;
  }

  private void assertPythonAgreesWithScore(String model, String run)
      throws IOException, InterruptedException {
    Files.copy(Slice.FOLDER.resolve("test_batch.bin"), folder.resolve("test_batch.bin"));
    commands.good(
        "score",
        "--model",
        model,
        "--run-id",
        run,
        "--input",
        folder.resolve("test_batch.bin").toString(),
        "--set",
        "evaluate.precision=float32");
    commands.good("models", "export", model, "--to", folder.resolve("champion.onnx").toString());
    String said =
        python(block("onnxruntime") + "probability.astype('<f4').tofile('probability')\n");
    FloatBuffer probability = floats(folder.resolve("probability"));
    assertThat(probability.remaining()).isEqualTo(IMAGES * CLASSES);
    List<Row> scores =
        LocalSpark.session()
            .sql(
                "select predicted_id, probability from parquet.`%s` where run_id = '%s' order by example_id"
                    .formatted(store.resolve("tables/predictions"), run))
            .collectAsList();
    assertThat(scores).hasSize(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      int best = 0;
      for (int id = 1; id < CLASSES; id++) {
        if (probability.get(i * CLASSES + id) > probability.get(i * CLASSES + best)) {
          best = id;
        }
      }
      assertThat(best).as("image " + i).isEqualTo(scores.get(i).getInt(0));
      assertThat((double) probability.get(i * CLASSES + best))
          .as("image " + i)
          .isCloseTo(scores.get(i).getDouble(1), within(1e-5));
    }
    assertThat(said).contains(ClassNames.CIFAR_10.name(scores.get(0).getInt(0)));
  }

  @Test
  void theGuidesLinesGiveTheChampionsAnswers() throws IOException, InterruptedException {
    assertPythonAgreesWithScore("champion", "python-champion");
  }

  @Test
  void aDeeperResidualNetworkGivesTheAnswersOfScore() throws IOException, InterruptedException {
    assertPythonAgreesWithScore(model(20, true).toString(), "python-residual");
  }

  @Test
  void aDeeperPlainNetworkGivesTheAnswersOfScore() throws IOException, InterruptedException {
    assertPythonAgreesWithScore(model(20, false).toString(), "python-plain");
  }

  @Test
  void theWeightsAreReadByThePackageSafetensors() throws IOException, InterruptedException {
    String model = store.resolve("runs/" + JobStore.FIRST + "/model.zip").toString();
    String weights = folder.resolve("weights").toString();
    commands.good("models", "export", model, "--to", weights, "--format", "safetensors");
    String said =
        python(
            block("safetensors")
                + "weights['dense.weight'].astype('<f4').tofile('dense')\n"
                + "weights['stage2-unit1-conv1.weight'].astype('<f4').tofile('conv')\n"
                + "print(sum(w.size for w in weights.values()))\n");
    assertThat(said).contains("(16, 3, 3, 3)");
    ComputationGraph graph;
    try (var in = Files.newInputStream(Path.of(model))) {
      graph = ModelFile.load(in, model, LayerSet.STOCK);
    }
    assertThat(said.strip()).endsWith(String.valueOf(graph.params().length()));
    assertThat(floats(folder.resolve("dense")))
        .isEqualTo(
            FloatBuffer.wrap(
                graph.getLayer("dense").getParam("W").transpose().dup('c').data().asFloat()));
    assertThat(floats(folder.resolve("conv")))
        .isEqualTo(
            FloatBuffer.wrap(
                graph.getLayer("stage2-unit1-conv1").getParam("W").dup('c').data().asFloat()));
  }
}
