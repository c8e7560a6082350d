package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.evaluate.EvaluateJob;
import org.sparkresnet.jobs.evaluate.EvaluateRequest;
import org.sparkresnet.nn.LogitScale;
import org.sparkresnet.nn.ModelDescription;
import org.sparkresnet.replica.Weights;
import org.sparkresnet.store.RunId;
import org.sparkresnet.testing.SmallTraining;
import org.sparkresnet.testing.UserErrors;

/** Runs whose models get a temperature. */
class CalibratedTrainingTest {
  private static final String VALIDATION = "dataset.validation-examples=50";
  private static final String FITTED = "evaluate.temperature=fitted";

  @TempDir private Path store;
  private SmallTraining training;

  @BeforeEach
  void noRunYet() {
    training = SmallTraining.in(store);
  }

  private SavedModel model(String run) {
    try (JobContext context = training.context()) {
      return SavedModel.load(
          context.hadoop(),
          context.store(),
          JobConfig.defaults(),
          training.run(run).resolve("model.zip").toString());
    }
  }

  private Row row(String query) {
    return training.tables().query(query).get(0);
  }

  @Test
  void theSavedModelHasItsLogitsDividedByTheFittedTemperature() throws IOException {
    training.train("plain", VALIDATION);
    training.train("calibrated", VALIDATION, FITTED);
    SavedModel plain = model("plain");
    SavedModel calibrated = model("calibrated");
    double temperature =
        calibrated.description().map(ModelDescription::temperature).orElseThrow().orElseThrow();

    assertThat(plain.description().orElseThrow().temperature()).isEmpty();
    assertThat(temperature).isNotEqualTo(1);
    assertThat(calibrated.parameters())
        .containsExactly(LogitScale.divided(plain.network(), plain.parameters(), temperature));
    assertThat(training.paramsSha256("calibrated"))
        .as("of the saved model")
        .isEqualTo(Weights.sha256(calibrated.parameters()));
    assertThat(
            row("select value from metrics where run_id = 'calibrated' and key = 'temperature'")
                .getDouble(0))
        .isEqualTo(temperature);
    String scores =
        "select accuracy, loss from evaluations where split = 'validation' and run_id = '%s'";
    assertThat(row(scores.formatted("calibrated")).getDouble(0))
        .isEqualTo(row(scores.formatted("plain")).getDouble(0));
    assertThat(row(scores.formatted("calibrated")).getDouble(1))
        .isLessThan(row(scores.formatted("plain")).getDouble(1));
  }

  @Test
  void theEvaluationOfTheSavedModelHasTheSameCalibratedProbabilities() throws IOException {
    training.train("first", VALIDATION, FITTED);
    try (JobContext context = training.context()) {
      new EvaluateJob(context)
          .run(
              new EvaluateRequest(
                  SmallTraining.config(),
                  new RunId("again"),
                  training.run("first").resolve("model.zip").toString()));
    }
    assertThat(
            training
                .tables()
                .query(
                    "select distinct accuracy, loss, calibration_error from evaluations"
                        + " where split = 'test'"))
        .hasSize(1);
    assertThat(
            training
                .tables()
                .query(
                    "select distinct example_id, probability from predictions where split = 'test'"))
        .hasSize(
            training
                .tables()
                .query("select distinct example_id from predictions where split = 'test'")
                .size());
  }

  @Test
  void theBinsAddUpToTheEvaluation() throws IOException {
    training.train("run");
    Row evaluation =
        row("select examples, accuracy, calibration_error from evaluations where split = 'test'");
    Row bins =
        row(
            "select count(*), sum(examples), sum(correct),"
                + " sum(abs(correct - coalesce(mean_probability, 0) * examples)) from reliability"
                + " where split = 'test'");
    Row predictions =
        row(
            "select count(*), sum(cast(actual_id = predicted_id as int)) from predictions"
                + " where split = 'test' and probability > 0.2");
    Row above =
        row(
            "select coalesce(sum(examples), 0), coalesce(sum(correct), 0) from reliability"
                + " where split = 'test' and bin >= 3");

    assertThat(bins.getLong(0)).isEqualTo(15);
    assertThat(bins.getLong(1)).isEqualTo(evaluation.getLong(0));
    assertThat((double) bins.getLong(2) / bins.getLong(1)).isEqualTo(evaluation.getDouble(1));
    assertThat(bins.getDouble(3) / bins.getLong(1))
        .isCloseTo(evaluation.getDouble(2), within(1e-12));
    assertThat(above.getLong(0)).isEqualTo(predictions.getLong(0)).isPositive();
    assertThat(above.getLong(1)).isEqualTo(predictions.getLong(1));
  }

  @Test
  void aTemperatureNeedsValidationImages() {
    UserErrors.assertRefused(ExitCode.USAGE, () -> training.train("run", FITTED))
        .contains(
            "evaluate.temperature = fitted needs dataset.validation-examples of at least 1, cannot be: 0");
  }
}
