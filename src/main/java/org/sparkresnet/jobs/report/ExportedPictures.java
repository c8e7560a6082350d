package org.sparkresnet.jobs.report;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.report.Mistakes;
import org.sparkresnet.report.Pictures;
import org.sparkresnet.report.ReportedRun;
import org.sparkresnet.report.Thumbnail;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.rows.PredictionRow;

/** Pictures of runs' surest mistakes, for readers of an export who have not the data. */
final class ExportedPictures {
  static final String NAME = "pictures";

  static final StructType SCHEMA =
      new StructType()
          .add(Table.RUN_ID, StringType)
          .add("example_id", LongType)
          .add("png", BinaryType);

  /** Pictures of a run: they take most of an export's space. */
  private static final int MOST = 12;

  /** Data that several runs share are read once. */
  private record Data(String path, String sha256) {}

  private ExportedPictures() {}

  /**
   * Rows of {@link #SCHEMA}; none for runs whose data cannot be read or are others now, or, with a
   * warning, whose configuration this build refuses.
   */
  static List<Row> of(JobContext context, List<ReportedRun> runs) {
    Map<Data, JobConfig> configs = new LinkedHashMap<>();
    Map<Data, List<ReportedRun>> byData = new LinkedHashMap<>();
    for (ReportedRun run : runs) {
      FoundPictures.config(run)
          .orTell(refusal -> context.listener().warning("no pictures of mistakes: " + refusal))
          .ifPresent(
              config -> {
                Data data = new Data(config.data().pathText(), run.info().dataSha256().orElse(""));
                configs.putIfAbsent(data, config);
                byData.computeIfAbsent(data, it -> new ArrayList<>()).add(run);
              });
    }
    List<Row> rows = new ArrayList<>();
    byData.forEach((data, some) -> rows.addAll(of(context, configs.get(data), data, some)));
    return rows;
  }

  private static List<Row> of(
      JobContext context, JobConfig config, Data data, List<ReportedRun> runs) {
    Set<Long> wanted = new TreeSet<>();
    runs.forEach(run -> wanted.addAll(ids(run)));
    Pictures pictures =
        FoundPictures.read(context, config, data.sha256(), wanted, Set.of()).mistakes();
    List<Row> rows = new ArrayList<>();
    for (ReportedRun run : runs) {
      for (long id : ids(run)) {
        byte[] pixels = pictures.pixels().get(id);
        if (pixels != null) {
          rows.add(RowFactory.create(run.info().id().value(), id, Thumbnail.png(pixels)));
        }
      }
    }
    return rows;
  }

  private static List<Long> ids(ReportedRun run) {
    return Mistakes.surest(run.mistakes()).stream()
        .limit(MOST)
        .map(PredictionRow::exampleId)
        .toList();
  }
}
