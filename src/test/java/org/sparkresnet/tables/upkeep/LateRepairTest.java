package org.sparkresnet.tables.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.UserError;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.rowfiles.RowFilePublication;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreLocks;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableDamage;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.testing.LocalSpark;

/** A repair that is paused for longer than its lease, while an heir writes the run's rows. */
class LateRepairTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final RunId NIGHT = new RunId("night");
  private static final String FOLDER = "tables/metrics/month=2026-11";

  @TempDir private Path root;

  private static StoreLocks locks(Store store, String application) {
    return new StoreLocks(
        store, LockHolder.here(application), Duration.ofMinutes(1), Duration.ZERO, note -> {});
  }

  /** Takes the lock of a holder that is paused, and publishes whole rows. */
  private static void inherit(Path copy, Store store, byte[] whole) {
    try {
      Path lock = copy.resolve("runs/night/lock/000001.json");
      Files.writeString(
          lock, Files.readString(lock).replace("\"released\" : false", "\"released\" : true"));
      try (LockedStore heir = locks(store, "local-2").forRun(NIGHT)) {
        Path part = copy.resolve(FOLDER).resolve("_part");
        Files.write(part, whole);
        new RowFilePublication(
                heir.writer().files(),
                RowFiles.of(new org.apache.hadoop.fs.Path(part.getParent().toUri()), "night"),
                Collections.emptySortedMap())
            .publish(new org.apache.hadoop.fs.Path(part.toUri()));
        heir.requireNotLost();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theHeirsFileStaysWhereverTheRepairGoesOn() throws IOException {
    Path source = root.resolve("source");
    new TableWriter(
            SPARK,
            UnguardedStore.writer(Store.open(source.toString(), new Configuration(false))),
            () -> YearMonth.of(2026, 11))
        .replace(MetricRow.TABLE, NIGHT, List.of(Examples.loss(1, 0.5)));
    byte[] whole = Files.readAllBytes(source.resolve(FOLDER).resolve("night.parquet"));
    byte[] torn = whole.clone();
    torn[whole.length / 3] ^= 4;
    int steps = 0;
    for (boolean isPaused = true; isPaused; steps++) {
      Path copy = root.resolve("paused-at-" + steps);
      org.apache.commons.io.FileUtils.copyDirectory(source.toFile(), copy.toFile());
      Files.write(copy.resolve(FOLDER).resolve("night.parquet"), torn);
      Store store = Store.open(copy.toString(), new Configuration(false));
      TableDamage damage = TableScan.ofEveryByte(store, MetricRow.TABLE).damages().get(0);
      AtomicInteger left = new AtomicInteger(steps);
      try (LockedStore paused = locks(store, "local-1").forRun(NIGHT)) {
        new DamagedFile(
                UnguardedStore.writer(
                    store,
                    paused
                        .writer()
                        .files()
                        .alsoGuardedBy( // which has just said that the lock is held
                            () -> {
                              if (left.getAndDecrement() == 0) {
                                inherit(copy, store, whole);
                              }
                            })),
                damage)
            .takeRowsAway();
      } catch (UserError e) {
        assertThat(e.getMessage()).contains("another process has taken over");
      }
      isPaused = left.get() < 0;
      if (isPaused) {
        TableScan scan = TableScan.ofEveryByte(store, MetricRow.TABLE);
        assertThat(scan.damages()).as("paused at change %d", steps).isEmpty();
        assertThat(Path.of(scan.own().get("night").file().getPath().toUri()))
            .as("paused at change %d", steps)
            .hasBinaryContent(whole);
      } else {
        assertThat(copy.resolve(FOLDER).resolve("night.parquet")).doesNotExist();
        assertThat(
                copy.resolve("tables_damaged/metrics/months/night.parquet").toFile().exists()
                    || copy.resolve("tables_damaged/metrics/month=2026-11/night.parquet")
                        .toFile()
                        .exists())
            .isTrue();
      }
    }
    assertThat(steps).isGreaterThan(5);
  }
}
