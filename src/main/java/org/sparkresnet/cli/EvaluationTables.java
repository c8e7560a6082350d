package org.sparkresnet.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.ConfusionMatrix;
import org.sparkresnet.evaluate.EvaluationCounts;
import org.sparkresnet.evaluate.Predictions;
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
    List<String> names = CifarFormat.CLASS_NAMES;
    report
        .classes()
        .forEach(scores -> classes.add(new ClassRow(split, names.get(scores.classId()), scores)));
    ConfusionMatrix matrix = counts.confusion();
    for (int actual = 0; actual < matrix.classes(); actual++) {
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        confusion.add(
            new ConfusionRow(
                split,
                actual,
                names.get(actual),
                predicted,
                names.get(predicted),
                matrix.count(actual, predicted)));
      }
    }
    Predictions list = counts.predictions();
    for (int i = 0; i < list.size(); i++) {
      predictions.add(
          new PredictionRow(
              split,
              list.exampleId(i),
              list.actual(i),
              list.predicted(i),
              list.probability(i),
              modelSha256));
    }
    return report;
  }

  void write(TableWriter writer, RunId run) {
    writer.replace(EvaluationRow.TABLE, run, evaluations);
    writer.replace(ClassRow.TABLE, run, classes);
    writer.replace(ConfusionRow.TABLE, run, confusion);
    writer.replace(PredictionRow.TABLE, run, predictions);
  }
}
