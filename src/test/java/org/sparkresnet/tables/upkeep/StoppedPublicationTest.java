package org.sparkresnet.tables.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.rowfiles.RowFilePublication;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableDamage;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Slow;

/** Publications of a run's rows that are stopped, one after the other. */
class StoppedPublicationTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final String FOLDER = "tables/metrics/month=2026-11";

  @TempDir private Path root;

  private static Store open(Path root) {
    return Store.open(root.toString(), SPARK.sparkContext().hadoopConfiguration());
  }

  /** Files with so many rows. */
  private List<byte[]> files(int... rows) throws IOException {
    Path source = root.resolve("source");
    List<byte[]> files = new ArrayList<>();
    for (int count : rows) {
      RunId run = new RunId("rows-" + count);
      new TableWriter(SPARK, UnguardedStore.writer(open(source)), () -> YearMonth.of(2026, 11))
          .replace(
              MetricRow.TABLE,
              run,
              IntStream.range(0, count).mapToObj(i -> Examples.loss(i, Math.sin(i))).toList());
      files.add(Files.readAllBytes(source.resolve(FOLDER).resolve(run + ".parquet")));
    }
    return files;
  }

  /** Publishes a version; false if it was killed before its n-th change. */
  private static boolean publish(Path store, byte[] content, int changes) throws IOException {
    Path part = store.resolve(FOLDER).resolve("_tmp-part");
    Files.createDirectories(part.getParent());
    Files.write(part, content);
    AtomicInteger left = new AtomicInteger(changes);
    try {
      new RowFilePublication(
              UnguardedStore.writer(
                      open(store),
                      () -> {
                        if (left.getAndDecrement() <= 0) {
                          throw new IllegalStateException("killed");
                        }
                      })
                  .files(),
              RowFiles.of(new org.apache.hadoop.fs.Path(part.getParent().toUri()), "a"),
              Collections.emptySortedMap())
          .publish(new org.apache.hadoop.fs.Path(part.toUri()));
      return true;
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("killed");
      return false;
    }
  }

  /** The version that the store has when a repair has finished what was stopped. */
  private static byte[] repaired(Path root) throws IOException {
    Store store = open(root);
    for (TableDamage damage : TableScan.ofEveryByte(store, MetricRow.TABLE).damages()) {
      assertThat(damage.kind()).as(damage.message()).isEqualTo(TableDamage.Kind.PUBLICATION);
      new DamagedFile(UnguardedStore.writer(store), damage).finishPublication();
    }
    TableScan scan = TableScan.ofEveryByte(store, MetricRow.TABLE).requireWhole();
    return Files.readAllBytes(Path.of(scan.own().get("a").file().getPath().toUri()));
  }

  /**
   * A job is killed before its n-th change, and the next one, which writes other rows of the run,
   * before its m-th: one of the versions is there, the last that was told to be written or a later
   * one.
   */
  @Slow
  @ParameterizedTest
  @ValueSource(ints = {9_000, 0})
  void aVersionThatWaitsStaysUntilAnotherIsThere(int last) throws IOException {
    List<byte[]> versions = files(3, 3_000, last);
    boolean isFirst = false;
    int kept = 0;
    for (int first = 0; !isFirst; first++) {
      boolean isSecond = false;
      for (int second = 0; !isSecond; second++) {
        Path copy = root.resolve("killed-at-" + first + "-" + second);
        assertThat(publish(copy, versions.get(0), 99)).isTrue();
        isFirst = publish(copy, versions.get(1), first);
        isSecond = publish(copy, versions.get(2), second);
        byte[] found = repaired(copy);
        assertThat(versions.subList(isSecond ? 2 : isFirst ? 1 : 0, 3))
            .as("killed before change %d, then %d", first, second)
            .anyMatch(version -> java.util.Arrays.equals(version, found));
        kept++;
      }
    }
    assertThat(kept).isGreaterThan(50);
  }

  @Test
  void aVersionThatIsNowhereTakesNoOtherAway() throws IOException {
    assertThat(publish(root, files(3).get(0), 99)).isTrue();
    byte[] before = repaired(root);
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(root.resolve(FOLDER).toUri());
    RowFilePublication publication =
        new RowFilePublication(
            UnguardedStore.writer(open(root)).files(),
            RowFiles.of(folder, "a"),
            Collections.emptySortedMap());
    assertThatThrownBy(
            () ->
                publication.finish(
                    new org.apache.hadoop.fs.Path(folder, "a@1f0c5a2b.parquet"),
                    List.of(new org.apache.hadoop.fs.Path(folder, "a.parquet"))))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("neither _next-a@1f0c5a2b nor a@1f0c5a2b.parquet is there");
    assertThat(repaired(root)).isEqualTo(before);
  }
}
