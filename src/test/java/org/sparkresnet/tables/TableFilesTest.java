package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.YearMonth;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

class TableFilesTest {
  @TempDir Path folder;

  @Test
  void hasTheDocumentedPaths() {
    Store store = Store.open(folder.resolve("store").toString(), new Configuration(false));
    String root = "file:" + folder + "/store/";
    assertThat(TableFiles.ofRun(store, MetricRow.TABLE, new RunId("7")))
        .hasToString(root + "tables/metrics/run_id=7/part-00000.parquet");
    assertThat(TableFiles.ofMonth(store, MetricRow.TABLE, YearMonth.of(2026, 11)))
        .hasToString(root + "tables_monthly/metrics/2026-11.parquet");
    assertThat(folder).as("naming creates nothing").isEmptyDirectory();
  }
}
