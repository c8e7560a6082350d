package org.sparkresnet.config;

import org.sparkresnet.dataset.Augmentation;
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
  static final String VALIDATION_EXAMPLES = "dataset.validation-examples";

  static DatasetConfig of(Settings settings) {
    return new DatasetConfig(
        new Augmentation(
            settings.integer("dataset.padding"),
            settings.choice("dataset.padding-mode", Augmentation.PaddingMode.class),
            settings.choice("dataset.flip", Augmentation.Flip.class)),
        settings.decimal("dataset.label-smoothing"),
        settings.integer(VALIDATION_EXAMPLES, Rule.atLeast(0)),
        new Normalization(settings.decimals("dataset.mean"), settings.decimals("dataset.std")));
  }
}
