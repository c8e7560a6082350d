package org.sparkresnet.jobs.evaluate;

import java.util.Optional;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.jobs.EvaluationRecorder.Evaluated;
import org.sparkresnet.jobs.SavedModel;

/**
 * Outcome of an evaluation, whose rows stand in the store.
 *
 * @param classes of model and images
 * @param test scores on the test images
 * @param training scores on the training images, if {@code evaluate.training-images} asks for them
 */
public record EvaluateResult(
    SavedModel model,
    ClassNames classes,
    Evaluated test,
    Optional<ClassificationReport> training) {}
