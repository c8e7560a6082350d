package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.testing.LocalSpark;

class TableViewTest {
  private static final Instant AT = Instant.parse("2026-10-25T00:30:00.123456Z");

  private record Loss(double value, Instant recordedAt, String split) {}

  private record Wrong(String value) {}

  private record Absent(double valeu) {}

  @Test
  void readsOnlyItsColumns() {
    MetricRow row = new MetricRow("train", "loss", 0.1, 7, 0, AT);
    TableView<Loss> view = TableView.of(MetricRow.TABLE, Loss.class);
    assertThat(
            view.list(
                MetricRow.TABLE
                    .dataset(LocalSpark.session(), List.of(row))
                    // an older file without a column that the view does not have
                    .withColumn("step", functions.lit(null))))
        .containsExactly(new Loss(0.1, AT, "train"));
  }

  @Test
  void refusesAColumnThatTheTableHasNotOrNotOfThatType() {
    assertThatThrownBy(() -> TableView.of(MetricRow.TABLE, Wrong.class))
        .hasMessage("table metrics has no column value of type string");
    assertThatThrownBy(() -> TableView.of(MetricRow.TABLE, Absent.class))
        .hasMessage("table metrics has no column valeu of type double");
  }
}
