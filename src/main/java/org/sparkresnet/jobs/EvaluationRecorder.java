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
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.tables.rows.ConfusionRow;
import org.sparkresnet.tables.rows.EvaluationRow;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.tables.rows.ReliabilityRow;

/** Collects the rows of evaluations for the tables of a run. */
public final class EvaluationRecorder {
  private final ClassNames names;
  private final List<Evaluation> evaluations = new ArrayList<>();

  /** Evaluation whose rows are made when the model's file, and its SHA-256, are known. */
  private record Evaluation(
      String split,
      EvaluationCounts counts,
      ClassificationReport report,
      boolean flips,
      double seconds,
      Instant evaluatedAt) {}

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
      DistributedEvaluation evaluation, EvaluationImages images, float[] model, boolean flips) {
    long begin = System.nanoTime();
    EvaluationCounts counts = evaluation.evaluate(images, model);
    double seconds = (System.nanoTime() - begin) / 1e9;
    String split = images.split().label();
    ClassificationReport report = addScores(split, counts, false, seconds);
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
        Optional.of(addScores(split, flipped, true, flippedSeconds)));
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
      float[] model) {
    return evaluate(evaluation, images.trainingUnaltered(normalization), model, false).report();
  }

  private ClassificationReport addScores(
      String split, EvaluationCounts counts, boolean flips, double seconds) {
    ClassificationReport report = ClassificationReport.of(counts);
    evaluations.add(new Evaluation(split, counts, report, flips, seconds, Instant.now()));
    return report;
  }

  /**
   * Replaces the run's rows in the five tables, and remembers them.
   *
   * @param modelSha256 of the model file
   */
  public void write(TableWriter writer, RunId run, String modelSha256, WrittenRows written) {
    List<ClassRow> classes = new ArrayList<>();
    List<ConfusionRow> confusion = new ArrayList<>();
    List<ReliabilityRow> reliability = new ArrayList<>();
    List<PredictionRow> predictions = new ArrayList<>();
    evaluations.stream()
        .filter(it -> !it.flips())
        .forEach(
            it -> {
              classes.addAll(ClassRow.of(it.split(), it.report(), names.names()));
              confusion.addAll(ConfusionRow.of(it.split(), it.counts().confusion(), names.names()));
              reliability.addAll(ReliabilityRow.of(it.split(), it.report().reliability()));
              predictions.addAll(
                  PredictionRow.of(it.split(), it.counts().predictions(), modelSha256));
            });
    written.replace(
        writer,
        run,
        EvaluationRow.TABLE,
        evaluations.stream()
            .map(
                it ->
                    EvaluationRow.of(
                        it.split(),
                        modelSha256,
                        it.report(),
                        it.flips(),
                        it.seconds(),
                        it.evaluatedAt()))
            .toList());
    written.replace(writer, run, ClassRow.TABLE, classes);
    written.replace(writer, run, ConfusionRow.TABLE, confusion);
    written.replace(writer, run, ReliabilityRow.TABLE, reliability);
    written.replace(writer, run, PredictionRow.TABLE, predictions);
  }
}
