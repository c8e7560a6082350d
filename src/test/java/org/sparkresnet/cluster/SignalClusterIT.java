package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.store.RetentionPolicy;
import org.sparkresnet.store.RunFolder;
import org.sparkresnet.store.RunFolders;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreLocks;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.StoredTables;

/**
 * Signals that end a process: one line, the exit code of the signal, and a run that can go on,
 * which no clean removes.
 */
class SignalClusterIT {
  @TempDir private Path folder;

  private SliceRun run(String id) {
    return new SliceRun(folder.resolve("store"), id, 8);
  }

  private static void signalled(DriverProcess driver, String signal, int code, String line)
      throws Exception {
    driver.signal(signal);
    driver.expect(code);
    assertThat(driver.err().lines().filter(it -> !it.contains(" WARN ")))
        .as("one line, no trace: %s%s", driver.out(), driver.err())
        .singleElement()
        .asString()
        .matches(line);
    assertThat(driver.out()).doesNotContain("\tat ", "error: ", "Exception");
  }

  private void assertCanGoOn(SliceRun run) throws IOException {
    assertThat(run.folder().resolve("summary.json")).doesNotExist();
    Row row = new StoredTables(run.store()).rows("runs", run.id()).get(0);
    assertThat(row.<String>getAs("status")).isEqualTo("RUNNING");
    Store store = Store.open(run.store().toString(), new Configuration());
    List<RunFolder> folders =
        new RunFolders(
                new StoreLocks(
                    store,
                    LockHolder.here("clean"),
                    Duration.ofSeconds(60),
                    Duration.ZERO,
                    note -> {}))
            .list();
    assertThat(folders)
        .filteredOn(it -> it.run().value().equals(run.id()))
        .singleElement()
        .satisfies(it -> assertThat(it.endedAt()).isEmpty());
    assertThat(new RetentionPolicy(1, 0).choose(folders, java.time.Instant.now()))
        .noneMatch(old -> old.folder().run().value().equals(run.id()));
  }

  @Nightly
  @Test
  void whateverStopsItTheSameCommandGoesOnToTheSameBits() throws Exception {
    SliceRun undisturbed = run("undisturbed");
    try (DriverProcess driver = undisturbed.start("true", Map.of())) {
      driver.expect(0);
    }
    SliceRun run = run("stopped");
    try (DriverProcess driver = run.start("true", Map.of())) {
      driver.await(run.checkpoint(4));
      signalled(
          driver,
          "TERM",
          143,
          "stopped by SIGTERM at iteration \\d+; the same command goes on from the checkpoint at"
              + " iteration \\d+");
    }
    assertCanGoOn(run);

    Path marker = folder.resolve("writes-a-table");
    try (DriverProcess driver =
        run.start(
            "true",
            StoppingLocalFileSystem.stop(
                ".*/tables/confusion/_tmp-[^/]*stopped/.*\\.parquet", 10, marker))) {
      driver.await(marker);
      assertThat(driver.out()).contains("resumed from the checkpoint at iteration ");
      signalled(
          driver,
          "HUP",
          129,
          "stopped by SIGHUP at iteration 10; the same command goes on from the checkpoint at"
              + " iteration 10");
    }
    assertCanGoOn(run);

    try (DriverProcess driver = run.start("true", Map.of())) {
      driver.expect(0);
      assertThat(driver.out()).doesNotContain("waiting");
    }
    run.assertWhole(undisturbed.paramsSha256());
  }

  @Test
  void aSecondSigintEndsItAtOnceAndSigtermTwiceIsOneStop() throws Exception {
    SliceRun run = run("twice");
    Path marker = folder.resolve("writes-a-checkpoint");
    Map<String, String> stuck =
        StoppingLocalFileSystem.stop(".*/iteration-000000002/_tmp-[^/]*state.bin", 100_000, marker);
    try (DriverProcess driver = run.start("true", stuck)) {
      driver.await(marker);
      driver.signal("INT");
      while (!driver.err().contains("stopped by SIGINT")) {
        assertThat(driver.isAlive()).as(driver.err()).isTrue();
        Thread.sleep(20);
      }
      Thread.sleep(1000); // two signals at once are one stop
      long begin = System.nanoTime();
      driver.signal("INT");
      driver.expect(130);
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin))
          .as("not the patience of an orderly end")
          .isLessThan(3);
      assertThat(driver.err())
          .contains("stopped by SIGINT at iteration 2, before the first checkpoint; ");
    }
    Files.delete(marker);
    try (DriverProcess driver = run.start("true", stuck)) {
      driver.await(marker).signal("TERM");
      signalled(
          driver,
          "TERM",
          143,
          "stopped by SIGTERM at iteration 2, before the first checkpoint; the same command begins"
              + " again");
    }
    assertCanGoOn(run);
  }

  /** As a laptop whose lid was closed for longer than Spark's patience, which is shortened here. */
  @Test
  void aProcessThatWasSuspendedGoesOn() throws Exception {
    SliceRun run = run("suspended");
    Path marker = folder.resolve("suspended-here");
    Map<String, String> properties =
        new java.util.TreeMap<>(
            StoppingLocalFileSystem.stop(
                ".*/iteration-000000002/_tmp-[^/]*state.bin", 100_000, marker));
    properties.put("spark.network.timeout", "3s");
    properties.put("spark.network.timeoutInterval", "1s");
    properties.put("spark.executor.heartbeatInterval", "1s");
    properties.put("spark.executor.heartbeat.maxFailures", "3");
    try (DriverProcess driver = run.start("true", properties)) {
      driver.await(marker).signal("STOP");
      Thread.sleep(6000);
      driver.signal("CONT");
      Thread.sleep(6000); // it would give up after three more heartbeats
      Files.delete(marker);
      driver.expect(0);
      assertThat(driver.err()).doesNotContain("ERROR", "\tat ");
    }
  }
}
