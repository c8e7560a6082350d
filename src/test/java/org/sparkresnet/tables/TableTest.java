package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.junit.jupiter.api.Test;

/** Columns, cells and records of tables with rows of all types. */
class TableTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  enum Size {
    SMALL,
    LARGE
  }

  record AllTypes(
      @Column("a") boolean yes,
      @Column("b") int oneWord1,
      @Column("c") long count,
      @Column("d") double top5Share,
      @Column("e") String modelSha256,
      @Column("f") Instant beganAt,
      @Column("g") Size size,
      @Column("h") OptionalInt maybeInt,
      @Column("i") OptionalLong maybeLong,
      @Column("j") OptionalDouble pValue,
      @Column("k") Optional<String> maybeText,
      @Column("l") Optional<Instant> endedAt,
      @Column("m") Optional<Size> maybeSize) {
    AllTypes {
      if (count < 0) {
        throw new IllegalArgumentException("count must be at least 0, cannot be: " + count);
      }
    }
  }

  private static final Table<AllTypes> TABLE = Table.of("all_types", AllTypes.class);

  private static final AllTypes FULL =
      new AllTypes(
          true,
          1,
          2,
          0.5,
          "beef",
          NOON,
          Size.LARGE,
          OptionalInt.of(3),
          OptionalLong.of(4),
          OptionalDouble.of(0.25),
          Optional.of("text"),
          Optional.of(NOON),
          Optional.of(Size.SMALL));

  private static final AllTypes EMPTY =
      new AllTypes(
          false,
          0,
          0,
          Double.NaN,
          "",
          Instant.EPOCH,
          Size.SMALL,
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  @Test
  void aComponentIsAColumnWithItsMeaning() {
    assertThat(TABLE.columns().toDDL())
        .isEqualTo(
            "yes BOOLEAN COMMENT 'a',one_word1 INT COMMENT 'b',count BIGINT COMMENT 'c',"
                + "top5_share DOUBLE COMMENT 'd',model_sha256 STRING COMMENT 'e',"
                + "began_at TIMESTAMP COMMENT 'f',size STRING COMMENT 'g',"
                + "maybe_int INT COMMENT 'h',maybe_long BIGINT COMMENT 'i',"
                + "p_value DOUBLE COMMENT 'j',maybe_text STRING COMMENT 'k',"
                + "ended_at TIMESTAMP COMMENT 'l',maybe_size STRING COMMENT 'm'");
    assertThat(TABLE.columns().fields()).allMatch(field -> field.nullable());
  }

  @Test
  void anEmptyOptionalIsANull() {
    assertThat(TABLE.cells(FULL))
        .containsExactly(
            true, 1, 2L, 0.5, "beef", NOON, "LARGE", 3, 4L, 0.25, "text", NOON, "SMALL");
    assertThat(TABLE.cells(EMPTY))
        .startsWith(false, 0, 0L, Double.NaN, "", Instant.EPOCH, "SMALL")
        .endsWith(null, null, null, null, null, null);
  }

  @Test
  void aRowIsReadAsItWasWritten() {
    assertThat(TABLE.fromSpark(row(TABLE.cells(FULL)))).isEqualTo(FULL);
    assertThat(TABLE.fromSpark(row(TABLE.cells(EMPTY)))).isEqualTo(EMPTY);
    Object[] cells = TABLE.cells(FULL);
    cells[5] = Timestamp.from(NOON); // as a session without java.time hands it out
    assertThat(TABLE.fromSpark(row(cells))).isEqualTo(FULL);
  }

  @Test
  void aMissingValueIsNamedByItsColumn() {
    AllTypes incomplete =
        new AllTypes(
            true,
            1,
            2,
            0.5,
            null,
            NOON,
            Size.LARGE,
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> TABLE.cells(incomplete))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("model_sha256");
    Object[] cells = TABLE.cells(FULL);
    cells[2] = null;
    assertThatThrownBy(() -> TABLE.fromSpark(row(cells)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("count");
  }

  @Test
  void theRecordsOwnRuleHoldsForRowsThatAreRead() {
    Object[] cells = TABLE.cells(FULL);
    cells[2] = -1L;
    assertThatThrownBy(() -> TABLE.fromSpark(row(cells)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count must be at least 0, cannot be: -1");
    cells[2] = 2L;
    cells[6] = "MEDIUM";
    assertThatThrownBy(() -> TABLE.fromSpark(row(cells)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a Size must be one of [SMALL, LARGE], is: MEDIUM");
  }

  @Test
  void refusesAComponentThatIsNoColumn() {
    record Silent(@Column("first") int first, int second) {}
    assertThatThrownBy(() -> Table.of("silent", Silent.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("component second of Silent must have a @Column");
    record Odd(@Column("no type of Spark") Object any) {}
    assertThatThrownBy(() -> Table.of("odd", Odd.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a column cannot hold java.lang.Object");
  }

  private static Row row(Object... cells) {
    return new GenericRowWithSchema(Objects.requireNonNull(cells), TABLE.columns());
  }
}
