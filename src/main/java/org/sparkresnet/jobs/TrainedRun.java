package org.sparkresnet.jobs;

import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.store.Summary;
import org.sparkresnet.train.TrainingResult;

/**
 * Run of training that has come to its end, with its results in the store.
 *
 * @param result why training ended, and which model it gave
 * @param test scores on the test images
 * @param training scores on the training images, if {@code evaluate.training-images} asks for them
 * @param model the model's file
 */
public record TrainedRun(
    TrainConfig config,
    TrainingResult result,
    Summary summary,
    EvaluationRecorder.Evaluated test,
    Optional<ClassificationReport> training,
    Path model) {}
