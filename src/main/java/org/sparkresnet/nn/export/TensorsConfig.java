package org.sparkresnet.nn.export;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
 * @param modelSha256 of the model.zip
 * @param modelVersion in the registry
 * @param appVersion of the program that trained the model
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
        model.sha256(),
        model.version(),
        model.description().map(ModelDescription::appVersion),
        model.accuracy(),
        model.description().flatMap(ModelDescription::dataSha256),
        "spark-resnet " + BuildInfo.version());
  }
}
