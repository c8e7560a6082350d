package org.sparkresnet.nn;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.Json;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.pictures.Fit;

/**
 * Description of a model inside its file, for whoever has the file alone: an entry in JSON, which
 * DL4J passes over, and {@code normalizer.bin}, which DL4J restores.
 *
 * @param classNames names of the outputs, in order
 * @param imageSize height and width of an image
 * @param input layout of the network's input: [b, height, width, channels], red, green, blue
 * @param pixelMean mean of pixels / 255 of each channel, which the model was trained with
 * @param pixelStd standard deviation of pixels / 255 of each channel
 * @param appVersion of the program that wrote it
 * @param dl4jVersion that it wrote it with
 * @param testAccuracy share of the test images that it has right; empty if not evaluated
 * @param dataSha256 fingerprint of the data that it was trained on
 * @param temperature that the logits are divided by, folded into the dense layer; empty without
 * @param fit way in which pictures became the training images; empty if they were cropped, or if
 *     nothing is known
 */
public record ModelDescription(
    ClassNames classNames,
    int imageSize,
    String input,
    List<Double> pixelMean,
    List<Double> pixelStd,
    String appVersion,
    String dl4jVersion,
    OptionalDouble testAccuracy,
    Optional<String> dataSha256,
    // These two are left out where they are empty: such a model has the bytes that it always had.
    @JsonProperty(defaultValue = "null") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        OptionalDouble temperature,
    @JsonProperty(defaultValue = "null") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Optional<Fit> fit) {
  /** Name of the entry. */
  static final String ENTRY = "spark-resnet.json";

  /** Name of DL4J's own entry for a normaliser. */
  static final String NORMALIZER_ENTRY = "normalizer.bin";

  private static final String NHWC = "NHWC";

  /** Copies the lists, and checks what a reader relies on. */
  public ModelDescription {
    pixelMean = List.copyOf(pixelMean);
    pixelStd = List.copyOf(pixelStd);
    new Normalization(pixelMean, pixelStd);
    temperature = temperature == null ? OptionalDouble.empty() : temperature;
    fit = fit == null ? Optional.empty() : fit;
    if (imageSize != GraphSettings.IMAGE_SIZE || !input.equals(NHWC)) {
      throw new IllegalArgumentException(
          "image_size must be %d and input %s, are: %d and %s"
              .formatted(GraphSettings.IMAGE_SIZE, NHWC, imageSize, input));
    }
  }

  /** Description of a model of this program. */
  public static ModelDescription of(
      ClassNames classes, Normalization normalization, OptionalDouble accuracy, String dataSha256) {
    return new ModelDescription(
        classes,
        GraphSettings.IMAGE_SIZE,
        NHWC,
        normalization.mean(),
        normalization.std(),
        BuildInfo.version(),
        BuildInfo.dl4jVersion(),
        accuracy,
        Optional.of(dataSha256),
        OptionalDouble.empty(),
        Optional.empty());
  }

  /** This description of a model whose logits are divided by a temperature. */
  public ModelDescription withTemperature(double value) {
    return with(OptionalDouble.of(value), fit);
  }

  /** This description of a model whose training images were made of pictures in some way. */
  public ModelDescription withFit(Fit value) {
    return with(temperature, Optional.of(value).filter(it -> it != Fit.CROP));
  }

  private ModelDescription with(OptionalDouble newTemperature, Optional<Fit> newFit) {
    return new ModelDescription(
        classNames,
        imageSize,
        input,
        pixelMean,
        pixelStd,
        appVersion,
        dl4jVersion,
        testAccuracy,
        dataSha256,
        newTemperature,
        newFit);
  }

  /** Normalisation that the model was trained with. */
  public Normalization normalization() {
    return new Normalization(pixelMean, pixelStd);
  }

  String toJson() {
    return Json.text(this);
  }

  /**
   * The normaliser as DL4J reads it: for pixels of 0 to 255 in arrays [b, channels, height, width].
   */
  byte[] normalizer() throws IOException {
    try (INDArray mean = pixels(pixelMean);
        INDArray std = pixels(pixelStd);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      NormalizerSerializer.getDefault().write(new NormalizerStandardize(mean, std), bytes);
      return bytes.toByteArray();
    }
  }

  private static INDArray pixels(List<Double> values) {
    float[] pixels = new float[values.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (255 * values.get(i));
    }
    return Nd4j.create(pixels, new long[] {1, pixels.length}, 'c');
  }
}
