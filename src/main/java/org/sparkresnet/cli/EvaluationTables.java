package org.sparkresnet.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.EvaluationCounts;
import org.sparkresnet.results.ClassRow;
import org.sparkresnet.results.ConfusionRow;
import org.sparkresnet.results.EvaluationRow;
import org.sparkresnet.results.PredictionRow;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.TableWriter;

/** Collects the rows of evaluations for the tables of a run. */
final class EvaluationTables {
  private final List<EvaluationRow> evaluations = new ArrayList<>();
  private final List<ClassRow> classes = new ArrayList<>();
  private final List<ConfusionRow> confusion = new ArrayList<>();
  private final List<PredictionRow> predictions = new ArrayList<>();

  /** The row of an evaluation with test-time flips; its details are not kept. */
  void addFlipped(String split, String modelSha256, EvaluationCounts counts, double seconds) {
    evaluations.add(
        new EvaluationRow(
            split, modelSha256, ClassificationReport.of(counts), true, seconds, Instant.now()));
  }

  /** All rows of an evaluation. */
  ClassificationReport add(
      String split, String modelSha256, EvaluationCounts counts, double seconds) {
    ClassificationReport report = ClassificationReport.of(counts);
    evaluations.add(new EvaluationRow(split, modelSha256, report, false, seconds, Instant.now()));
    classes.addAll(ClassRow.of(split, report, CifarFormat.CLASS_NAMES));
    confusion.addAll(ConfusionRow.of(split, counts.confusion(), CifarFormat.CLASS_NAMES));
    predictions.addAll(PredictionRow.of(split, counts.predictions(), modelSha256));
    return report;
  }

  void write(TableWriter writer, RunId run) {
    writer.replace(EvaluationRow.TABLE, run, evaluations);
    writer.replace(ClassRow.TABLE, run, classes);
    writer.replace(ConfusionRow.TABLE, run, confusion);
    writer.replace(PredictionRow.TABLE, run, predictions);
  }
}
