package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;

/** Runs that observe each training image. */
class ObservedTrainingTest {
  private static final String OBSERVE = "results.example-dynamics=true";
  private static final String COLUMNS =
      "select example_id, actual_id, other_id, presentations, times_right, forgetting_events,"
          + " mean_loss, mean_margin, suspect_rank, first_epoch, late_loss from example_dynamics"
          + " where run_id = '%s' order by suspect_rank";

  @TempDir private Path store;
  private SmallTraining training;

  @BeforeEach
  void noRunYet() {
    training = SmallTraining.in(store);
  }

  private List<Row> dynamics(String run) {
    return training.tables().query(COLUMNS.formatted(run));
  }

  @Slow
  @Test
  void everyTrainingImageHasARowAndNoBitOfTheModelChanges() throws IOException {
    training.train("plain");
    training.train("observed", OBSERVE);

    assertThat(training.paramsSha256("observed")).isEqualTo(training.paramsSha256("plain"));
    List<Row> rows = dynamics("observed");
    Row sums =
        training
            .tables()
            .query(
                "select count(distinct example_id), sum(presentations), max(suspect_rank),"
                    + " min(first_epoch), sum(cast(actual_id = other_id as int))"
                    + " from example_dynamics where run_id = 'observed'")
            .get(0);
    long seen =
        training
            .tables()
            .query("select sum(examples) from rounds where run_id = 'observed'")
            .get(0)
            .getLong(0);
    assertThat(sums.getLong(0)).isEqualTo(rows.size());
    assertThat(sums.getLong(1)).as("images trained on").isEqualTo(seen);
    assertThat(sums.getLong(2)).isEqualTo(rows.size());
    assertThat(sums.getInt(3)).isZero();
    assertThat(sums.getLong(4)).isZero();
    assertThat(rows).extracting(row -> -row.getDouble(10)).isSortedAccordingTo(Double::compare);
    assertThat(training.tables().query("select * from example_dynamics where run_id = 'plain'"))
        .isEmpty();
    assertThat(Files.readString(training.run("observed").resolve("report.html")))
        .contains("training images whose labels are most suspect after")
        .contains("alt=\"Training image " + rows.get(0).getLong(0) + ": labelled ");
  }

  @Nightly
  @Test
  void aRunInPiecesAndOneOfJobsHaveTheSameRows() throws IOException {
    training.train("whole", OBSERVE);
    training.train("pieces", request -> request.until(3), OBSERVE);
    training.train("pieces", OBSERVE);
    training.train("jobs", OBSERVE, "train.rounds=jobs", "train.collect-limit-mb=0");

    assertThat(dynamics("pieces")).isEqualTo(dynamics("whole"));
    assertThat(dynamics("jobs")).isEqualTo(dynamics("whole"));
  }

  @Slow
  @Test
  void aRunThatIsObservedLaterSaysFromWhichEpoch() throws IOException {
    String epochs = "train.epochs=2";
    training.train("late", request -> request.until(5), epochs);
    training.train("late", epochs, OBSERVE);

    assertThat(dynamics("late"))
        .allSatisfy(row -> assertThat(row.getInt(9)).isEqualTo(1))
        .allSatisfy(row -> assertThat(row.getInt(3)).isEqualTo(1));
  }
}
