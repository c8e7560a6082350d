package org.sparkresnet.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.store.RunId;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;
import org.sparkresnet.testing.StoredTables;
import org.sparkresnet.testing.UserErrors;

/** Evaluations of a model that was trained on the slice. */
class SavedModelEvaluationTest {
  @TempDir private static Path store;
  private static SmallTraining training;

  @BeforeAll
  static void aTrainedModel() {
    JobStore.withChampion(store);
    training = SmallTraining.in(store);
  }

  private static EvaluateResult evaluate(String runId, String model, String... assignments)
      throws IOException {
    try (JobContext context = training.context()) {
      return new EvaluateJob(context)
          .run(new EvaluateRequest(SmallTraining.config(assignments), new RunId(runId), model));
    }
  }

  @Slow
  @Test
  void anEvaluationAgreesWithThatOfTheTraining() throws IOException {
    EvaluateResult evaluated =
        evaluate(
            "again",
            training.run("first").resolve("model.zip").toString(),
            "evaluate.test-time-flips=true",
            "evaluate.training-images=true");
    assertThat(evaluated.test().report().examples()).isEqualTo(100);
    assertThat(evaluated.training().orElseThrow().examples()).isEqualTo(300);

    StoredTables tables = training.tables();
    List<Row> accuracies =
        tables.query(
            "select distinct accuracy, loss from evaluations"
                + " where split = 'test' and not test_time_flips");
    assertThat(accuracies).as("evaluate reproduces train's evaluation").hasSize(1);
    assertThat(accuracies.get(0).getDouble(0))
        .isEqualTo(training.summary("first").get("test_accuracy").asDouble());
    assertThat(tables.count("select count(*) from evaluations where test_time_flips"))
        .as("of the test images, not of the training images")
        .isEqualTo(1);
    assertThat(tables.count("select sum(count) from confusion where split = 'test'"))
        .as("of both runs")
        .isEqualTo(200);

    UserErrors.assertRefused(ExitCode.USAGE, () -> training.train("again"))
        .isEqualTo("--run-id must not be one of another command (evaluate), cannot be: again");
    assertThat(tables.rows("runs", "again").get(0).<String>getAs("command")).isEqualTo("evaluate");
  }

  @Test
  void aModelThatIsMissingDamagedOrNoneIsRefused() throws IOException {
    assertRefused("none.zip", "none.zip: no such model (--model)");
    assertRefused("conf", "conf: must be a file, is a folder (--model)");
    assertRefused("pom.xml", "pom.xml: not a complete model file");
    Path copy = Files.createDirectory(store.resolve("damaged"));
    for (String name : List.of("model.zip", "manifest.json", "config.conf")) {
      Files.copy(training.run("first").resolve(name), copy.resolve(name));
    }
    Path model = copy.resolve("model.zip");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);
    assertRefused(model.toString(), "model.zip: SHA-256 must be");
  }

  private static void assertRefused(String model, String message) {
    UserErrors.assertRefused(ExitCode.DATA, () -> evaluate("refused", model)).contains(message);
    assertThat(StoredTables.find(store, "evaluations", "refused")).isEmpty();
  }
}
