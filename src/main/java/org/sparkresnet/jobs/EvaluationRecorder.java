package org.sparkresnet.jobs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.ConfusionMatrix;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.evaluate.EvaluationCounts;
import org.sparkresnet.evaluate.Predictions;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.ClassRow;
import org.sparkresnet.tables.ConfusionRow;
import org.sparkresnet.tables.EvaluationRow;
import org.sparkresnet.tables.PredictionRow;
import org.sparkresnet.tables.TableWriter;

/** Collects the rows of evaluations for the tables of a run. */
public final class EvaluationRecorder {
  private final ClassNames names;
  private final List<EvaluationRow> evaluations = new ArrayList<>();
  private final List<ClassRow> classes = new ArrayList<>();
  private final List<ConfusionRow> confusion = new ArrayList<>();
  private final List<PredictionRow> predictions = new ArrayList<>();

  /** Recorder of evaluations on data with these classes. */
  public EvaluationRecorder(ClassNames names) {
    this.names = names;
  }

  /**
   * Outcome of an evaluation.
   *
   * @param predictions one an image
   * @param flipped the scores with test-time flips, if they were asked for
   */
  public record Evaluated(
      ClassificationReport report,
      ConfusionMatrix confusion,
      Predictions predictions,
      double seconds,
      Optional<ClassificationReport> flipped) {}

  /**
   * Evaluates a model and keeps all rows; with test-time flips only the row of scores.
   *
   * @param model flat parameter vector
   */
  public Evaluated evaluate(
      DistributedEvaluation evaluation,
      EvaluationImages images,
      float[] model,
      String modelSha256,
      boolean flips) {
    long begin = System.nanoTime();
    EvaluationCounts counts = evaluation.evaluate(images, model);
    double seconds = (System.nanoTime() - begin) / 1e9;
    String split = images.split().label();
    ClassificationReport report = addScores(split, modelSha256, counts, false, seconds);
    classes.addAll(ClassRow.of(split, report, names.names()));
    confusion.addAll(ConfusionRow.of(split, counts.confusion(), names.names()));
    predictions.addAll(PredictionRow.of(split, counts.predictions(), modelSha256));
    if (!flips) {
      return new Evaluated(
          report, counts.confusion(), counts.predictions(), seconds, Optional.empty());
    }
    begin = System.nanoTime();
    EvaluationCounts flipped = evaluation.evaluateWithFlips(images, model);
    double flippedSeconds = (System.nanoTime() - begin) / 1e9;
    return new Evaluated(
        report,
        counts.confusion(),
        counts.predictions(),
        seconds,
        Optional.of(addScores(split, modelSha256, flipped, true, flippedSeconds)));
  }

  /**
   * Evaluates a model on the training images as they are, and keeps all rows: its training error.
   *
   * @param model flat parameter vector
   */
  public ClassificationReport evaluateTraining(
      DistributedEvaluation evaluation,
      CifarImages images,
      Normalization normalization,
      float[] model,
      String modelSha256) {
    return evaluate(evaluation, images.trainingUnaltered(normalization), model, modelSha256, false)
        .report();
  }

  private ClassificationReport addScores(
      String split, String modelSha256, EvaluationCounts counts, boolean flips, double seconds) {
    ClassificationReport report = ClassificationReport.of(counts);
    evaluations.add(EvaluationRow.of(split, modelSha256, report, flips, seconds, Instant.now()));
    return report;
  }

  /** Replaces the run's rows in the four tables, and remembers them. */
  public void write(TableWriter writer, RunId run, WrittenRows written) {
    written.replace(writer, run, EvaluationRow.TABLE, evaluations);
    written.replace(writer, run, ClassRow.TABLE, classes);
    written.replace(writer, run, ConfusionRow.TABLE, confusion);
    written.replace(writer, run, PredictionRow.TABLE, predictions);
  }
}
