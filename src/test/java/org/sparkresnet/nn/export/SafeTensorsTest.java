package org.sparkresnet.nn.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkresnet.nn.NetworkSummary;
import org.sparkresnet.pictures.Fit;

class SafeTensorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ExportedModel model = ExportedModels.of(8, true, 3);
  private final ByteBuffer file =
      ByteBuffer.wrap(SafeTensors.tensors(model)).order(ByteOrder.LITTLE_ENDIAN);

  private JsonNode header() throws IOException {
    byte[] header = new byte[Math.toIntExact(file.getLong(0))];
    file.get(8, header);
    assertThat((8 + header.length) % 8).isZero();
    return JSON.readTree(header);
  }

  private float[] values(JsonNode entry) {
    int start = 8 + Math.toIntExact(file.getLong(0)) + entry.at("/data_offsets/0").asInt();
    int end = 8 + Math.toIntExact(file.getLong(0)) + entry.at("/data_offsets/1").asInt();
    float[] values = new float[(end - start) / Float.BYTES];
    file.slice(start, end - start).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static List<Integer> shape(JsonNode entry) {
    return List.of(JSON.convertValue(entry.get("shape"), Integer[].class));
  }

  @Test
  void everyParameterIsThereOnceSortedAndWithoutGaps() throws IOException {
    List<String> names = new ArrayList<>();
    header().fieldNames().forEachRemaining(names::add);
    assertThat(names.remove(0)).isEqualTo("__metadata__");
    assertThat(names).isSorted().doesNotHaveDuplicates();
    int end = 0;
    for (String name : names) {
      JsonNode entry = header().get(name);
      assertThat(entry.get("dtype").asText()).isEqualTo("F32");
      assertThat(entry.at("/data_offsets/0").asInt()).as(name).isEqualTo(end);
      end = entry.at("/data_offsets/1").asInt();
      assertThat(values(entry)).hasSize(shape(entry).stream().reduce(1, Math::multiplyExact));
    }
    assertThat(end).isEqualTo(model.parameters().length * Float.BYTES);
    assertThat(8 + file.getLong(0) + end).isEqualTo(file.capacity());
  }

  @Test
  void layersHaveTheNamesOfDescribe() throws IOException {
    List<String> described =
        NetworkSummary.of(model.network()).rows().stream()
            .filter(row -> row.parameters() > 0)
            .map(NetworkSummary.Row::name)
            .toList();
    List<String> layers = new ArrayList<>();
    header().fieldNames().forEachRemaining(name -> layers.add(name.replaceFirst("\\.[^.]*$", "")));
    layers.remove("__metadata__");
    assertThat(layers.stream().distinct()).containsExactlyInAnyOrderElementsOf(described);
  }

  @Test
  void weightsHaveTheShapesOfPyTorch() throws IOException {
    JsonNode header = header();
    assertThat(shape(header.get("stem.weight"))).containsExactly(16, 3, 3, 3);
    assertThat(shape(header.get("stage2-unit1-conv1.weight"))).containsExactly(32, 16, 3, 3);
    assertThat(shape(header.get("dense.weight"))).containsExactly(3, 64);
    assertThat(shape(header.get("head-bn.running_var"))).containsExactly(64);
    INDArray dense = model.graph().getLayer("dense").getParam("W"); // [in,out]
    float[] weights = values(header.get("dense.weight"));
    assertThat(weights[2 * 64 + 5]).isEqualTo(dense.getFloat(5, 2));
    INDArray stem = model.graph().getLayer("stem").getParam("W");
    assertThat(values(header.get("stem.weight"))[((7 * 3 + 2) * 3 + 1) * 3])
        .isEqualTo(stem.getFloat(7, 2, 1, 0));
  }

  @Test
  void configAndMetadataDescribeTheNetwork() throws IOException {
    JsonNode config = JSON.readTree(SafeTensors.config(model));
    assertThat(List.of(config.get("network"), config.get("depth"), config.get("residual")))
        .extracting(JsonNode::asText)
        .containsExactly("ResNet-8", "8", "true");
    assertThat(JSON.convertValue(config.get("class_names"), String[].class))
        .containsExactlyElementsOf(model.classes().names());
    assertThat(config.get("batch_norm_epsilon").asDouble()).isEqualTo(1e-5);
    assertThat(config.get("test_accuracy").asDouble()).isEqualTo(0.75);
    assertThat(config.at("/pixel_std/1").asDouble()).isEqualTo(0.2435);
    JsonNode facts = header().get("__metadata__");
    assertThat(List.of("model_sha256", "model_version", "pixel_std"))
        .map(name -> tuple(name, facts.get(name).asText()))
        .containsExactly(
            tuple("model_sha256", "a".repeat(64)),
            tuple("model_version", "trees@v000003"),
            tuple("pixel_std", "[0.247,0.2435,0.2616]"));
  }

  @Test
  void theFitOfPicturesIsAFactOnlyWhereItIsKnown() {
    assertThat(model.facts()).doesNotContainKey("fit_of_pictures");
    ExportedModel padded =
        new ExportedModel(
            model.network(),
            model.parameters(),
            model.classes(),
            model.normalization(),
            model.sha256(),
            model.version(),
            model.description().map(it -> it.withFit(Fit.PAD)));
    assertThat(padded.facts()).containsEntry("fit_of_pictures", "pad");
  }

  @Test
  void equalModelsGiveEqualBytes() {
    ExportedModel same = ExportedModels.of(8, true, 3);
    assertThat(Arrays.equals(SafeTensors.tensors(same), file.array())).isTrue();
    assertThat(SafeTensors.config(same)).isEqualTo(SafeTensors.config(model));
  }
}
