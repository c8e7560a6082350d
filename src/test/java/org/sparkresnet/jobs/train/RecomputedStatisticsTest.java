package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.evaluate.EvaluateJob;
import org.sparkresnet.jobs.evaluate.EvaluateRequest;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.ParameterLayout.Range;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.replica.Weights;
import org.sparkresnet.store.RunId;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;
import org.sparkresnet.testing.UserErrors;

/** Runs whose models get running statistics of their own weights. */
@Slow
class RecomputedStatisticsTest {
  private static final String RECOMPUTE = "evaluate.recompute-statistics=1000";
  private static final String EMA = "train.ema-decay=0.5";

  @TempDir private Path store;
  private SmallTraining training;

  @BeforeEach
  void noRunYet() {
    training = SmallTraining.in(store);
  }

  @Test
  void theSavedModelHasTheSameWeightsAndOtherStatistics() throws IOException {
    training.train("averaged", EMA);
    training.train("recomputed", EMA, RECOMPUTE);
    SavedModel averaged = training.model("averaged");
    SavedModel recomputed = training.model("recomputed");
    float[] weights = recomputed.parameters().clone();
    ComputationGraph network =
        ReplicaSpec.forInference(recomputed.network(), JobConfig.defaults().layers())
            .createNetwork();
    for (Range place : ParameterLayout.of(network).runningStatistics()) {
      System.arraycopy(
          averaged.parameters(),
          place.start(),
          weights,
          place.start(),
          place.end() - place.start());
    }
    OneDnnNetworks.close(network);
    assertThat(weights).containsExactly(averaged.parameters());
    assertThat(recomputed.parameters()).isNotEqualTo(averaged.parameters());
    assertThat(training.paramsSha256("recomputed"))
        .as("of the saved model")
        .isEqualTo(Weights.sha256(recomputed.parameters()));
    assertThat(training.tables().rows("params", "recomputed"))
        .extracting(row -> row.<String>getAs("key") + " = " + row.<String>getAs("value"))
        .contains("evaluate.recompute-statistics = 1000");
  }

  @Test
  void theEvaluationOfTheSavedModelAgreesWithThatOfTheTraining() throws IOException {
    training.train("first", EMA, RECOMPUTE);
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
                .query("select distinct accuracy, loss from evaluations where split = 'test'"))
        .hasSize(1);
  }

  @Test
  void theKeptModelIsTheOneWhoseValidationAccuracyWasMeasured() throws IOException {
    String[] keys = {
      EMA,
      RECOMPUTE,
      "train.epochs=3",
      "train.learning-rate=0.5",
      "train.keep-best=true",
      "dataset.validation-examples=50"
    };
    training.train("best", keys);
    List<Double> measured =
        training
            .tables()
            .query(
                "select value from metrics where run_id = 'best' and split = 'validation'"
                    + " and key = 'loss' order by step")
            .stream()
            .map(row -> row.getDouble(0))
            .toList();
    double kept =
        training
            .tables()
            .query("select loss from evaluations where run_id = 'best' and split = 'validation'")
            .get(0)
            .getDouble(0);
    assertThat(measured).hasSize(3).doesNotHaveDuplicates().contains(kept);

    training.train("pieces", request -> request.until(12), keys);
    training.train("pieces", keys);
    assertThat(training.paramsSha256("pieces")).isEqualTo(training.paramsSha256("best"));
  }

  @Test
  void aPausedRunGoesOnWithTheSameStatisticsOnly() throws IOException {
    training.train("run", request -> request.until(3), RECOMPUTE);
    UserErrors.assertRefused(ExitCode.USAGE, () -> training.train("run"))
        .contains("(evaluate.recompute-statistics is 1000 there and 0 in this run)");
  }
}
