package org.sparkresnet.nn.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.dataset.Normalization;

/** ONNX in onnxruntime for Java, on real images, against DL4J. */
class OnnxModelTest {
  private static final int PIXELS = CifarFormat.PIXEL_BYTES;
  private static final int PLANE = CifarFormat.PLANE_BYTES;
  private static final int IMAGES = 8;

  /** Pixels of the first test images of the slice, image by image. */
  private static byte[] images(int count) throws IOException {
    byte[] records = Files.readAllBytes(Slice.FOLDER.resolve("test_batch.bin"));
    byte[] pixels = new byte[count * PIXELS];
    for (int i = 0; i < count; i++) {
      System.arraycopy(records, i * (PIXELS + 1) + 1, pixels, i * PIXELS, PIXELS);
    }
    return pixels;
  }

  /** Probabilities by onnxruntime: [count][classes]. */
  private static float[][] onnx(byte[] file, byte[] pixels) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    ByteBuffer buffer = ByteBuffer.allocateDirect(pixels.length).order(ByteOrder.nativeOrder());
    buffer.put(pixels).flip();
    long[] shape = {pixels.length / PIXELS, 3, 32, 32};
    try (OrtSession session = environment.createSession(file);
        OnnxTensor images =
            OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("image", images))) {
      return (float[][]) result.get("probability").orElseThrow().getValue();
    }
  }

  /** Probabilities by DL4J on the values that score makes of the pixels. */
  private static INDArray dl4j(ExportedModel model, byte[] pixels) {
    Normalization normalization = model.normalization();
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      int colour = i % 3;
      int byPlanes = i / PIXELS * PIXELS + colour * PLANE + i % PIXELS / 3;
      double share = Byte.toUnsignedInt(pixels[byPlanes]) / 255.0;
      values[i] =
          (float) ((share - normalization.mean().get(colour)) / normalization.std().get(colour));
    }
    return model
        .graph()
        .outputSingle(Nd4j.create(values, new long[] {pixels.length / PIXELS, 32, 32, 3}, 'c'));
  }

  @ParameterizedTest
  @CsvSource({"8, true, 10", "8, false, 3", "20, true, 10", "20, false, 10", "14, true, 300"})
  void givesTheProbabilitiesOfDl4jOnRawPixels(int depth, boolean residual, int classes)
      throws IOException, OrtException {
    ExportedModel model = ExportedModels.of(depth, residual, classes);
    byte[] pixels = images(IMAGES);
    float[][] probabilities = onnx(OnnxModel.bytes(model), pixels);
    INDArray expected = dl4j(model, pixels);
    assertThat(probabilities).hasDimensions(IMAGES, classes);
    for (int i = 0; i < probabilities.length; i++) {
      assertThat(probabilities[i])
          .as("image " + i)
          .containsExactly(expected.getRow(i).toFloatVector(), within(1e-5f));
      assertThat(Nd4j.createFromArray(probabilities[i]).argMax().getInt(0))
          .isEqualTo(expected.getRow(i).argMax().getInt(0));
    }
  }

  @Test
  void takesAnyNumberOfImages() throws IOException, OrtException {
    byte[] file = OnnxModel.bytes(ExportedModels.of(8, true, 10));
    float[][] all = onnx(file, images(7));
    float[][] first = onnx(file, images(1));
    assertThat(all).hasDimensions(7, 10);
    assertThat(first).hasDimensions(1, 10);
    assertThat(first[0]).containsExactly(all[0], within(1e-6f));
  }

  @Test
  void equalModelsGiveEqualBytes() {
    byte[] file = OnnxModel.bytes(ExportedModels.of(8, true, 10));
    assertThat(OnnxModel.bytes(ExportedModels.of(8, true, 10))).isEqualTo(file);
    assertThat(OnnxModel.bytes(ExportedModels.of(8, false, 10))).isNotEqualTo(file);
  }

  @Test
  void itsMetadataTellWhatAReaderMustKnow() throws OrtException, IOException {
    ExportedModel model = ExportedModels.of(8, true, 3);
    try (OrtSession session =
        OrtEnvironment.getEnvironment().createSession(OnnxModel.bytes(model))) {
      Map<String, String> facts = session.getMetadata().getCustomMetadata();
      assertThat(
              new ClassNames(
                  Arrays.asList(
                      new ObjectMapper().readValue(facts.get("class_names"), String[].class))))
          .isEqualTo(model.classes());
      assertThat(facts)
          .containsEntry("network", "ResNet-8")
          .containsEntry("model_version", "trees@v000003")
          .containsEntry("model_sha256", "a".repeat(64))
          .containsEntry("data_sha256", "d".repeat(64))
          .containsEntry("test_accuracy", "0.75")
          .containsEntry("pixel_mean", "[0.4914,0.4822,0.4465]")
          .containsEntry("dl4j_version", "1.0.0-M2")
          .containsKeys("app_version", "exported_by");
      assertThat(List.copyOf(session.getInputNames())).containsExactly(OnnxModel.INPUT);
      assertThat(List.copyOf(session.getOutputNames())).containsExactly(OnnxModel.OUTPUT);
    }
  }
}
