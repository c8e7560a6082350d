package org.sparkresnet.tables.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.testing.LocalSpark;

class JournalTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final RunId RUN = new RunId("a");

  @TempDir Path folder;
  private Store store;

  @BeforeEach
  void openStore() {
    store = Store.open(folder.toString(), new Configuration());
  }

  @Test
  void resumedRunLosesNoRowAndRepeatsNone() throws IOException {
    Journal journal = new Journal(UnguardedStore.writer(store), RUN);
    journal.append(4, List.of(Examples.loss(4, 1)), List.of(Examples.round(1)));
    journal.append(8, List.of(Examples.loss(8, 2)), List.of(Examples.round(2)));
    journal.append(12, List.of(Examples.loss(12, 3)), List.of(Examples.round(3)));
    // Killed while it wrote a segment.
    Files.writeString(folder.resolve("runs/a/journal/_tmp-000000000016-0000.jsonl"), "{\"metr");

    Journal resumed = new Journal(UnguardedStore.writer(store), RUN);
    resumed.truncateAfter(8);
    assertThat(names())
        .containsExactly(
            "000000000004-0000.jsonl", "000000000008-0000.jsonl", "_tmp-000000000016-0000.jsonl");
    resumed.append(12, List.of(Examples.loss(12, 4)), List.of(Examples.round(3)));
    resumed.append(16, List.of(Examples.loss(16, 5)), List.of(Examples.round(4)));

    assertThat(values(resumed)).containsExactly(1d, 2d, 4d, 5d);
    assertThat(resumed.rounds(SPARK).collectAsList())
        .extracting(row -> row.<Long>getAs("round"))
        .containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void rowsReachTheTablesInOrderAndWhole() {
    Journal journal = new Journal(UnguardedStore.writer(store), RUN);
    for (int segment = 1; segment <= 10; segment++) {
      int every = segment;
      long end = 100L * segment;
      // Segments of many sizes, because Spark reads the largest first.
      List<MetricRow> metrics =
          LongStream.rangeClosed(end - 99, end)
              .filter(step -> step % every == 0)
              .mapToObj(step -> Examples.loss(step, 0.5 * step))
              .toList();
      journal.append(end, metrics, List.of(Examples.round(segment)));
    }
    TableWriter writer = new TableWriter(SPARK, UnguardedStore.writer(store));
    writer.replace(MetricRow.TABLE, RUN, journal.metrics(SPARK));
    writer.replace(RoundRow.TABLE, RUN, journal.rounds(SPARK));

    List<Row> metrics = TableReader.read(SPARK, store, MetricRow.TABLE).collectAsList();
    assertThat(metrics)
        .extracting(row -> row.<Long>getAs("step"))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(metrics)
        .allSatisfy(
            row -> {
              assertThat(row.getString(0)).isEqualTo("a");
              assertThat(row.getInt(1)).isEqualTo(1);
              assertThat(row.<java.sql.Timestamp>getAs("recorded_at").toInstant())
                  .isEqualTo(Examples.NOON);
            });
    Row round = TableReader.read(SPARK, store, RoundRow.TABLE).collectAsList().get(9);
    List<Object> cells = new ArrayList<>();
    for (int i = 2; i < round.size(); i++) {
      cells.add(round.get(i));
    }
    assertThat(cells).containsExactly(RoundRow.TABLE.cells(Examples.round(10)));
  }

  @Test
  void doublesReadBackBitForBit() {
    List<Double> values =
        new ArrayList<>(
            List.of(
                0d,
                -0d,
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                0.1 + 0.2,
                2e-3,
                1e22,
                9007199254740992d));
    Random random = new Random(7);
    while (values.size() < 2_000) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (!Double.isNaN(value)) {
        values.add(value);
      }
    }
    List<MetricRow> rows = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      rows.add(Examples.loss(i, values.get(i)));
    }
    Journal journal = new Journal(UnguardedStore.writer(store), RUN);
    journal.append(values.size(), rows, List.of());

    // Double.equals compares the bits.
    assertThat(values(journal)).isEqualTo(values);
  }

  @Test
  void twoSegmentsOfOneIterationAreKept() throws IOException {
    new Journal(UnguardedStore.writer(store), RUN)
        .append(4, List.of(Examples.loss(4, 1)), List.of());
    new Journal(UnguardedStore.writer(store), RUN)
        .append(4, List.of(Examples.loss(4, 2)), List.of());
    new Journal(UnguardedStore.writer(store), RUN).append(4, List.of(), List.of());
    assertThat(names()).containsExactly("000000000004-0000.jsonl", "000000000004-0001.jsonl");
    assertThat(values(new Journal(UnguardedStore.writer(store), RUN)))
        .containsExactlyInAnyOrder(1d, 2d);
  }

  @Test
  void refusesToGoBack() {
    Journal journal = new Journal(UnguardedStore.writer(store), RUN);
    journal.append(8, List.of(Examples.loss(8, 1)), List.of());
    assertThatThrownBy(() -> journal.append(7, List.of(Examples.loss(7, 1)), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a journal that ends at iteration 8 cannot go on at iteration: 7");
    journal.truncateAfter(-1);
    journal.append(0, List.of(Examples.loss(0, 9)), List.of());
    assertThat(values(journal)).containsExactly(9d);
  }

  @Test
  void emptyJournalHasTheTablesColumns() {
    Journal journal = new Journal(UnguardedStore.writer(store), RUN);
    journal.truncateAfter(0);
    assertThat(journal.metrics(SPARK).schema()).isEqualTo(MetricRow.TABLE.rowSchema());
    assertThat(journal.rounds(SPARK).count()).isZero();
  }

  @Test
  void roundsOfEarlierVersionsHaveNeitherSha256NorTimeOfInput() throws IOException {
    Journal journal = new Journal(UnguardedStore.writer(store), RUN);
    journal.append(4, List.of(), List.of(Examples.round(0)));
    String line = Files.readString(segment("000000000004-0000"));
    Files.delete(segment("000000000004-0000"));
    Path segment = folder.resolve("runs/a/journal/000000000004-0000.jsonl"); // without a sum
    String sha256 = ",\"params_sha256\":\"" + "5a".repeat(32) + "\"";
    String input = ",\"input_seconds\":0.125";
    assertThat(line).contains(sha256, input);
    Files.writeString(segment, line.replace(sha256, "").replace(input, ""));
    assertThat(journal.rounds(SPARK).collectAsList())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(RoundRow.TABLE.fromSpark(row).paramsSha256()).isEmpty();
              assertThat(RoundRow.TABLE.fromSpark(row).inputSeconds()).isEmpty();
              assertThat(row.<Integer>getAs("failed_tasks")).isZero();
            });
  }

  /** Ways to lose rows of a segment: all, within a line, at the end of a line, a bit. */
  enum Loss {
    ALL,
    WITHIN_A_LINE,
    A_LINE,
    A_BIT
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void damagedSegmentIsNoSilentLoss(Loss loss) throws IOException {
    Journal journal = new Journal(UnguardedStore.writer(store), RUN);
    journal.append(4, List.of(Examples.loss(4, 1)), List.of());
    journal.append(8, List.of(Examples.loss(7, 2), Examples.loss(8, 3)), List.of());
    Path segment = segment("000000000008-0000");
    byte[] whole = Files.readAllBytes(segment);
    damage(loss, segment);
    String message =
        segment.toRealPath()
            + " is damaged (its SHA-256 is another than when it was written); put it back from a"
            + " copy of the store, or train the run with --fresh";
    for (ThrowingCallable reading :
        List.<ThrowingCallable>of(
            journal::metrics, () -> journal.metrics(SPARK), () -> journal.rounds(SPARK))) {
      assertThatThrownBy(reading)
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
          .hasMessage(message);
    }
    JournalReader reader = new JournalReader(store, RUN);
    assertThat(reader.fault(7)).as("before the damage").isEmpty();
    assertThat(reader.fault(8)).isPresent();
    Files.write(segment, whole);
    assertThat(values(journal)).containsExactly(1d, 2d, 3d);
  }

  private static void damage(Loss loss, Path segment) throws IOException {
    byte[] bytes = Files.readAllBytes(segment);
    switch (loss) {
      case ALL -> Files.write(segment, new byte[0]);
      case WITHIN_A_LINE -> Files.write(segment, Arrays.copyOf(bytes, bytes.length - 5));
      case A_LINE -> Files.writeString(segment, Files.readAllLines(segment).get(0) + "\n");
      case A_BIT -> {
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
      }
    }
  }

  @Test
  void aSegmentOfAnEarlierVersionMustEndWithAWholeLine() throws IOException {
    Journal journal = new Journal(UnguardedStore.writer(store), RUN);
    journal.append(4, List.of(Examples.loss(4, 1)), List.of());
    Path old =
        Files.move(
            segment("000000000004-0000"), folder.resolve("runs/a/journal/000000000004-0000.jsonl"));
    assertThat(values(journal)).containsExactly(1d);
    damage(Loss.WITHIN_A_LINE, old);
    assertThatThrownBy(journal::metrics).hasMessageContaining("does not end with a whole line");
    journal.truncateAfter(-1);
    assertThat(old).doesNotExist();
  }

  private Path segment(String begin) throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("runs/a/journal"))) {
      return all.filter(it -> it.getFileName().toString().startsWith(begin))
          .findFirst()
          .orElseThrow();
    }
  }

  private static List<Double> values(Journal journal) {
    return journal.metrics(SPARK).collectAsList().stream()
        .map(row -> row.<Double>getAs("value"))
        .toList();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("runs/a/journal"))) {
      return all.map(path -> path.getFileName().toString().replaceFirst("-[0-9a-f]{64}", ""))
          .sorted()
          .toList();
    }
  }
}
