package org.sparkresnet.cli.display;

import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.EvaluationText;
import org.sparkresnet.evaluate.Reliability;
import org.sparkresnet.jobs.evaluate.EvaluateResult;
import org.sparkresnet.jobs.evaluate.ScoreResult;

/** Results of evaluate and score for people. */
public final class EvaluateText {
  /** Most columns that a terminal shows side by side. */
  private static final int PRINTED_CLASSES = 20;

  private EvaluateText() {}

  /** Scores, classes and confusion matrix of an evaluation. */
  public static String of(EvaluateResult result) {
    ClassificationReport report = result.test().report();
    StringBuilder text = new StringBuilder();
    text.append(
        HumanText.format(
            "%s%s on %,d test images: accuracy %s, top-5 %s, loss %.4f, MCC %.4f (%.1f s)\n\n",
            result.model().version().map(version -> version + ", ").orElse(""),
            result.model().network().displayName(),
            report.examples(),
            HumanText.percent(report.accuracy()),
            HumanText.percent(report.top5Accuracy()),
            report.loss(),
            report.mcc(),
            result.test().seconds()));
    List<String> names = result.classes().names();
    text.append(calibration(report)).append("\n\n");
    text.append(EvaluationText.classes(report, names)).append('\n');
    text.append(
            names.size() > PRINTED_CLASSES
                ? "the confusion matrix of %d classes stands in the table confusion\n"
                    .formatted(names.size())
                : EvaluationText.confusion(result.test().confusion(), names))
        .append('\n');
    result
        .test()
        .flipped()
        .ifPresent(
            flipped ->
                text.append(
                    "with test-time flips: accuracy %s\n"
                        .formatted(HumanText.percent(flipped.accuracy()))));
    result.training().ifPresent(it -> text.append(EvaluationText.trainingImages(it)).append('\n'));
    return text.toString();
  }

  /** "expected calibration error 2.31 % (15 bins); 71.20 % of the answers have …". */
  private static String calibration(ClassificationReport report) {
    Reliability reliability = report.reliability();
    Reliability.Above sure = reliability.above(Reliability.BINS - 3);
    return "expected calibration error %s; %s of the answers have a probability above %.1f, of these %s are right"
        .formatted(
            HumanText.percent(reliability.expectedCalibrationError()),
            HumanText.percent(sure.share()),
            sure.probability(),
            sure.examples() == 0 ? "none" : HumanText.percent(sure.accuracy()));
  }

  /** Line of a scoring. */
  public static String of(ScoreResult result) {
    return HumanText.format(
        "%s%s on %s of %s: %s; %.1f s, %s",
        result.modelVersion().map(version -> version + ", ").orElse(""),
        result.model().network().displayName(),
        HumanText.count(result.images(), "image"),
        HumanText.count(result.files(), "file"),
        result.labelled() == 0
            ? "no labels"
            : HumanText.format(
                "accuracy %s of %,d with labels",
                HumanText.percent(result.accuracy()), result.labelled()),
        result.seconds(),
        HumanText.speed(result.imagesPerSecond()));
  }
}
