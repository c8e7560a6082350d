package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkFileNotFoundException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.UserError;
import org.sparkresnet.testing.LocalSpark;

class MovedRowsTest {
  @TempDir private Path folder;
  private final AtomicInteger tries = new AtomicInteger();
  private Path rows;

  @BeforeEach
  void tenRows() throws IOException {
    LocalSpark.session().range(10).coalesce(1).write().parquet(folder.resolve("table").toString());
    try (var files = Files.list(folder.resolve("table"))) {
      rows = files.filter(it -> it.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  private Dataset<Row> listed() {
    tries.incrementAndGet();
    return LocalSpark.session().read().parquet(folder.resolve("table").toString());
  }

  private void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void rowsThatMoveAfterTheyWereListedAreListedAnew() {
    long count =
        MovedRows.reading(
            () -> {
              Dataset<Row> listed = listed();
              if (tries.get() == 1) {
                move(rows, rows.resolveSibling("merged.parquet"));
              }
              return listed.filter("id < 7").count();
            });
    assertThat(count).isEqualTo(7);
    assertThat(tries).hasValue(2);
  }

  /**
   * A footer that belongs to other pages: these begin behind the four bytes of the magic number.
   */
  @Test
  void rowsThatAreReplacedBetweenFooterAndPagesAreReadAgain() throws IOException {
    byte[] whole = Files.readAllBytes(rows);
    byte[] mixed = whole.clone();
    Arrays.fill(mixed, 4, 24, (byte) 0);
    write(mixed);
    long count =
        MovedRows.reading(
            () -> {
              if (tries.get() == 1) {
                write(whole);
              }
              return listed().filter("id < 7").count();
            });
    assertThat(count).isEqualTo(7);
    assertThat(tries).hasValue(2);
  }

  private void write(byte[] bytes) {
    try {
      // Hadoop's sum of the bytes beside the file would speak first.
      Files.deleteIfExists(rows.resolveSibling("." + rows.getFileName() + ".crc"));
      Files.write(rows, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void rowsThatAlwaysMoveFailInTheEnd() {
    assertThatThrownBy(
            () ->
                MovedRows.reading(
                    () -> {
                      Dataset<Row> listed = listed();
                      Path next = rows.resolveSibling("merged-" + tries + ".parquet");
                      move(rows, next);
                      rows = next;
                      return listed.filter("id < 7").count();
                    }))
        .rootCause()
        .isInstanceOf(SparkFileNotFoundException.class);
    assertThat(tries).hasValue(5);
  }

  @Test
  void otherFailuresAreNotRepeated() {
    assertThatThrownBy(
            () ->
                MovedRows.reading(
                    () -> {
                      tries.incrementAndGet();
                      throw UserError.data("damaged");
                    }))
        .hasMessage("damaged");
    assertThat(tries).hasValue(1);
  }
}
