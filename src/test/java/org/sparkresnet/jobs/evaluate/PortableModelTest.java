package org.sparkresnet.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.dataset.LabelMode;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.TrainedStore;

/** A model file alone, in the hands of whoever has DL4J and not this program. */
class PortableModelTest {
  /** As many of the 100 test images as DL4J's own layers take on in a second. */
  private static final int IMAGES = 20;

  @TempDir private Path folder;

  /** Raw pixels of the first test images, 0 to 255: [20, 3, 32, 32]. */
  private static INDArray pixels() throws IOException {
    byte[] records = Files.readAllBytes(JobStore.SLICE.resolve("test_batch.bin"));
    float[] pixels = new float[IMAGES * CifarFormat.PIXEL_BYTES];
    for (int i = 0; i < pixels.length; i++) {
      int image = i / CifarFormat.PIXEL_BYTES;
      pixels[i] = Byte.toUnsignedInt(records[i + image + 1]);
    }
    return Nd4j.create(pixels, new long[] {IMAGES, 3, 32, 32}, 'c');
  }

  private static JsonNode description(Path model) throws IOException {
    try (ZipFile zip = new ZipFile(model.toFile());
        InputStream entry = zip.getInputStream(zip.getEntry("spark-resnet.json"))) {
      return new ObjectMapper().readTree(entry);
    }
  }

  @Test
  void bareDl4jGivesTheProbabilitiesOfScoreOnRawPixels() throws IOException {
    // Trained with means that are not the defaults, and alone in a folder.
    JobStore store = JobStore.in(TrainedStore.copyTo(folder.resolve("store")));
    Path model = Files.copy(store.path("runs/seed-1/model.zip"), folder.resolve("model.zip"));
    new ScoreJob(store.context())
        .run(
            new ScoreRequest(
                JobStore.config("evaluate.precision=float32"), // as DL4J computes
                new RunId("scores"),
                model.toString(),
                List.of(JobStore.SLICE.resolve("test_batch.bin").toString()),
                LabelMode.YES));
    Map<Long, PredictionRow> scores = new HashMap<>();
    store.rows(PredictionRow.TABLE, "scores").forEach(row -> scores.put(row.exampleId(), row));

    ComputationGraph network = ModelSerializer.restoreComputationGraph(model.toFile());
    DataNormalization normalizer = ModelSerializer.restoreNormalizerFromFile(model.toFile());
    INDArray images = pixels();
    normalizer.transform(images);
    INDArray probabilities = network.outputSingle(images.permute(0, 2, 3, 1).dup('c'));

    assertThat(network.getConfiguration().toJson()).doesNotContain("sparkresnet");
    assertThat(scores).hasSize(100);
    for (int i = 0; i < IMAGES; i++) {
      PredictionRow score = scores.get((long) i);
      assertThat(probabilities.getDouble(i, score.predictedId()))
          .isCloseTo(score.probability(), within(1e-5));
      assertThat(probabilities.getRow(i).argMax().getInt(0)).isEqualTo(score.predictedId());
    }
  }

  @Slow
  @Test
  void theFileDescribesItself() throws IOException {
    JobStore store = JobStore.in(TrainedStore.copyTo(folder.resolve("store")));
    JsonNode description = description(store.path("runs/seed-1/model.zip"));
    assertThat(description.get("class_names"))
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(ClassNames.CIFAR_10.names());
    assertThat(description.get("image_size").asInt()).isEqualTo(32);
    assertThat(description.get("pixel_mean").get(0).asDouble()).isEqualTo(0.5);
    assertThat(description.get("test_accuracy").asDouble())
        .isEqualTo(
            new ObjectMapper()
                .readTree(store.path("runs/seed-1/summary.json").toFile())
                .get("test_accuracy")
                .asDouble());
    assertThat(description.get("data_sha256").asText())
        .isEqualTo(
            Manifest.ofRun(store.context().store(), new RunId("seed-1"))
                .orElseThrow()
                .dataSha256()
                .orElseThrow());
    assertThat(description.get("dl4j_version").asText()).isEqualTo("1.0.0-M2");
  }

  @Test
  void theFileAloneTellsItsNormalisation() throws IOException {
    JobStore store = JobStore.in(TrainedStore.copyTo(folder.resolve("store")));
    Path model = Files.copy(store.path("runs/seed-1/model.zip"), folder.resolve("model.zip"));
    SavedModel saved =
        SavedModel.load(
            store.context().hadoop(), store.context().store(), JobStore.config(), model.toString());
    assertThat(saved.normalization(store.context().hadoop(), JobStore.config()).mean())
        .containsExactly(0.5, 0.5, 0.5);
  }
}
