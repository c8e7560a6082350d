package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.evaluate.EvaluateJob;
import org.sparkresnet.jobs.evaluate.EvaluateRequest;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.store.RunId;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;

/** Evaluations in another precision than their training's. */
@Slow
class EvaluationPrecisionTest {
  private static final String BF16 = "evaluate.precision=bf16";
  private static final String TRAINED = "train.precision=float32";

  @TempDir private Path store;
  private SmallTraining training;

  @BeforeEach
  void noRunYet() {
    assumeTrue(OneDnn.hasBfloat16(), "a CPU that multiplies bfloat16");
    training = SmallTraining.in(store);
  }

  private double loss(String run) throws IOException {
    return training.summary(run).get("test_loss").asDouble();
  }

  @Test
  void onlyTheScoresDependOnIt() throws IOException {
    training.train("float32", TRAINED);
    training.train("bf16", BF16, TRAINED);
    assertThat(training.summary("bf16").get("params_sha256"))
        .isEqualTo(training.summary("float32").get("params_sha256"));
    assertThat(loss("bf16")).isNotEqualTo(loss("float32")).isEqualTo(loss("float32"), within(0.05));

    try (JobContext context = training.context()) {
      EvaluateRequest request =
          new EvaluateRequest(
              SmallTraining.config(BF16),
              new RunId("again"),
              training.run("float32").resolve("model.zip").toString());
      assertThat(new EvaluateJob(context).run(request).test().report().loss())
          .as("the command evaluate, with the model that was trained and evaluated in float32")
          .isEqualTo(loss("bf16"));
    }
  }
}
