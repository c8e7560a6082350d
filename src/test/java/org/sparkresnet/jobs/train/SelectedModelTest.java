package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;

/** Runs whose model validation decides. With 50 images held out, an epoch has four iterations. */
@Slow
class SelectedModelTest {
  @TempDir private Path store;

  @Test
  void theEndWithinAnEpochStandsOnceAmongTheMetricsAndIsNoEpoch() throws IOException {
    SmallTraining training = SmallTraining.in(store);
    training.train(
        "run", "train.iterations=6", "train.keep-best=true", "dataset.validation-examples=50");
    assertThat(
            training
                .tables()
                .query(
                    "select split, key, step from metrics where run_id = 'run'"
                        + " and key in ('accuracy', 'epoch_accuracy', 'epoch_loss')"
                        + " order by split, key, step"))
        .extracting(Object::toString)
        .containsExactly(
            "[test,accuracy,4]",
            "[test,accuracy,6]",
            "[train,epoch_accuracy,4]",
            "[train,epoch_loss,4]",
            "[validation,accuracy,4]",
            "[validation,accuracy,6]");
  }
}
