package org.sparkresnet.nn.export;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.nn.GraphSettings;
import org.sparkresnet.nn.ModelDescription;

/**
 * Description of the network whose tensors stand beside it, as config.json.
 *
 * @param network name, for example ResNet-20
 * @param depth number of layers with weights
 * @param residual true with shortcuts
 * @param imageSize height and width of an image
 * @param classNames names of the outputs, in order
 * @param pixelMean mean of pixels / 255 of each channel: red, green, blue
 * @param pixelStd standard deviation of pixels / 255 of each channel
 * @param batchNormEpsilon that batch normalisation adds to a variance
 * @param modelSha256 of the model.zip
 * @param modelVersion in the registry
 * @param appVersion of the program that trained the model
 * @param testAccuracy share of the test images that it has right
 * @param dataSha256 fingerprint of the data that it was trained on
 * @param exportedBy program that wrote the file
 */
record TensorsConfig(
    String network,
    int depth,
    boolean residual,
    int imageSize,
    ClassNames classNames,
    List<Double> pixelMean,
    List<Double> pixelStd,
    double batchNormEpsilon,
    String modelSha256,
    Optional<String> modelVersion,
    Optional<String> appVersion,
    OptionalDouble testAccuracy,
    Optional<String> dataSha256,
    String exportedBy) {
  static TensorsConfig of(ExportedModel model) {
    return new TensorsConfig(
        model.network().displayName(),
        model.network().depth(),
        model.network().residual(),
        GraphSettings.IMAGE_SIZE,
        model.classes(),
        model.normalization().mean(),
        model.normalization().std(),
        epsilon(model.graph()),
        model.sha256(),
        model.version(),
        model.description().map(ModelDescription::appVersion),
        model.accuracy(),
        model.description().flatMap(ModelDescription::dataSha256),
        "spark-resnet " + BuildInfo.version());
  }

  private static double epsilon(ComputationGraph graph) {
    return Arrays.stream(graph.getLayers())
        .map(layer -> layer.conf().getLayer())
        .filter(BatchNormalization.class::isInstance)
        .mapToDouble(layer -> ((BatchNormalization) layer).getEps())
        .findFirst()
        .orElseThrow();
  }
}
