package org.sparkresnet.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunId;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;
import org.sparkresnet.testing.StoredTables;

/** Reports of a run that was paused at iteration 7 of 10, in its second epoch. */
class UnfinishedReportTest {
  private static final RunId RUN = new RunId("part");

  @TempDir private static Path folder;
  private static SmallTraining training;

  @BeforeAll
  static void pausedRun() throws IOException {
    training = SmallTraining.in(folder.resolve("store"));
    training.train(
        RUN.value(), request -> request.until(6), "train.epochs=2", "evaluate.every-epochs=1");
  }

  private String report(Optional<String> file) throws IOException {
    try (JobContext context = training.context()) {
      var path = new ReportJob(context).run(new ReportRequest(RUN, List.of(), file));
      return Files.readString(Path.of(path.toUri().getPath()));
    }
  }

  private List<String> filesOfTheRun() throws IOException {
    try (Stream<Path> files = Files.walk(training.run(RUN.value()))) {
      return files.map(file -> file + " " + file.toFile().length()).sorted().toList();
    }
  }

  @Slow
  @Test
  void aRunThatWorksIsReportedFromItsJournalWithoutItsLock() throws IOException {
    // As of a run that was never paused: the tables have nothing of it but its row.
    for (String table : List.of("metrics", "rounds")) {
      Path rows = StoredTables.rowFile(training.store(), table, RUN.value());
      Files.delete(rows);
      Files.delete(rows.resolveSibling("_sum-" + RUN + ".json"));
    }
    Path here = Path.of("report-" + RUN + ".html");
    try (JobContext context = training.context();
        LockedStore job =
            JobContext.locks(context.store(), "other", SmallTraining.config(), training.told())
                .forRun(RUN)) {
      List<String> before = filesOfTheRun();
      assertThat(report(Optional.of(folder.resolve("page.html").toString())))
          .contains("Not finished: working, epoch 2 of 2.")
          .contains("All figures are those of iteration 7 of 10. Last sign of life: ")
          .contains(">RUNNING<")
          .contains("test accuracy so far", "training loss so far", "images/s")
          .contains("aria-label=\"Loss: ", "aria-label=\"Accuracy: ");
      assertThat(report(Optional.empty())).contains("Not finished: working, epoch 2 of 2.");
      assertThat(here).exists();
      assertThat(filesOfTheRun()).isEqualTo(before);
      job.requireNotLost();
    } finally {
      Files.deleteIfExists(here);
    }
  }

  @Test
  void aJobThatIsSilentForMinutesWorksIfItsLeaseIsLonger() throws IOException {
    assertThat(isWorkingAfterFiveMinutesOfSilence("lock.lease-seconds=60")).isFalse();
    assertThat(isWorkingAfterFiveMinutesOfSilence("lock.lease-seconds=3600")).isTrue();
  }

  private static boolean isWorkingAfterFiveMinutesOfSilence(String lease) throws IOException {
    try (JobContext context = training.context();
        LockedStore job =
            JobContext.locks(context.store(), "other", SmallTraining.config(lease), training.told())
                .forRun(RUN);
        Stream<Path> locks = Files.list(training.run(RUN.value()).resolve("lock"))) {
      Path newest = locks.max(Comparator.naturalOrder()).orElseThrow();
      String beat = Files.readString(newest);
      Instant earlier = Instant.now().minus(Duration.ofMinutes(5));
      Files.writeString(
          newest, beat.replaceFirst("\"at\" : \"[^\"]*\"", "\"at\" : \"" + earlier + "\""));
      boolean working = new UnfinishedRuns(context.store()).isWorking(RUN);
      Files.writeString(newest, beat);
      job.requireNotLost();
      return working;
    }
  }

  @Test
  void aRunThatWasPausedSaysSoInItsFolderAlsoInThePageThatThePauseWrote() throws IOException {
    String expected =
        "Not finished: stopped, epoch 2 of 2. All figures are those of iteration 7 of";
    assertThat(training.run(RUN.value()).resolve("report.html")).content().contains(expected);
    assertThat(report(Optional.empty()))
        .contains(expected)
        .contains("RUNNING or paused")
        .contains("The same command goes on.");
  }
}
