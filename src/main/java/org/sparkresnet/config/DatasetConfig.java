package org.sparkresnet.config;

import java.util.List;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.CropSizes;
import org.sparkresnet.dataset.Normalization;

/**
 * Keys dataset.*: the split of the images and their preparation for the network.
 *
 * @param augmentation of training images
 * @param labelSmoothing share of the target that is spread evenly over the classes
 * @param validationExamples training images that are held out for validation; 0 for none
 * @param normalization of all images
 */
public record DatasetConfig(
    Augmentation augmentation,
    double labelSmoothing,
    int validationExamples,
    Normalization normalization) {
  private static final String CROP = "dataset.crop";
  private static final String FROM_EPOCH = "from-epoch";
  private static final String SIZE = "size";
  private static final String CROP_RULE = "a list of {from-epoch, size}, whole numbers";
  static final String VALIDATION_EXAMPLES = "dataset.validation-examples";

  static DatasetConfig of(Settings settings) {
    return new DatasetConfig(
        new Augmentation(
            settings.integer("dataset.padding"),
            settings.choice("dataset.flip", Augmentation.Flip.class),
            crops(settings)),
        settings.decimal("dataset.label-smoothing"),
        settings.integer(VALIDATION_EXAMPLES, Rule.atLeast(0)),
        new Normalization(settings.decimals("dataset.mean"), settings.decimals("dataset.std")));
  }

  private static CropSizes crops(Settings settings) {
    return new CropSizes(
        settings.objects(CROP, List.of(FROM_EPOCH, SIZE), CROP_RULE).stream()
            .map(
                phase ->
                    new CropSizes.Phase(
                        Settings.narrow(CROP, phase.get(FROM_EPOCH)),
                        Settings.narrow(CROP, phase.get(SIZE))))
            .toList());
  }
}
