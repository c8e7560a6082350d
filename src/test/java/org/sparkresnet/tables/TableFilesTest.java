package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.files.AsideNames;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.rows.MetricRow;

class TableFilesTest {
  @TempDir java.nio.file.Path folder;

  @Test
  void hasTheDocumentedPaths() {
    Store store = Store.open(folder.resolve("store").toString(), new Configuration(false));
    String root = "file:" + folder + "/store/";
    Path month = TableFiles.folder(store, MetricRow.TABLE, YearMonth.of(2026, 11));
    assertThat(month).hasToString(root + "tables/metrics/month=2026-11");
    assertThat(TableFiles.month(month)).isEqualTo(YearMonth.of(2026, 11));
    assertThat(TableFiles.folderWithoutRows(store, MetricRow.TABLE))
        .hasToString(root + "tables/metrics/month=0000-00")
        .matches(it -> !TableFiles.isMonth(it));
    assertThat(RowFiles.of(month, "7").first())
        .hasToString(root + "tables/metrics/month=2026-11/7.parquet");
    assertThat(RowFiles.merged(month).sums())
        .hasToString(root + "tables/metrics/month=2026-11/_sum-@merged.json");
    assertThat(folder).as("naming creates nothing").isEmptyDirectory();
  }

  @Test
  void namesAreNoOthers() {
    Path folder = new Path("month=2026-11");
    for (String run : List.of("a", "a-1", "a.parquet", "merged", "tmp-a", "sum-a", "next-a.json")) {
      RowFiles names = RowFiles.of(folder, run);
      for (Path name : List.of(names.first(), names.next(), names.sums())) {
        assertThat(RowFiles.stem(name.getName())).as(name.getName()).contains(run);
        assertThat(AsideNames.isAside(name)).as(name.getName()).isFalse();
      }
      assertThat(names.contains(names.next().getName())).isTrue();
      assertThat(RowFiles.of(folder, "a-" + run).contains(names.next().getName())).isFalse();
      assertThat(names.waiting(names.next().getName()).getName()).doesNotEndWith(".parquet");
      assertThat(RowFiles.stem(names.waiting(names.next().getName()).getName())).isEmpty();
    }
  }
}
