package org.sparkresnet.jobs.convert;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.jobs.convert.RecordWriter.WrittenFile;
import scala.Tuple2;

/** Spark job that sends pictures to the tasks that write their files, a file a task. */
final class RecordJob {
  private final JavaSparkContext spark;

  RecordJob(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** Writes the files of a plan, and gives them in its order. */
  List<WrittenFile> write(
      JavaRDD<ConvertedPicture> pictures, FilePlan plan, TargetFolder target, RecordLayout layout) {
    List<String> paths =
        plan.files().stream().map(file -> target.file(file.name()).toString()).toList();
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    return pictures
        .filter(picture -> picture.defect() == null)
        .mapToPair(picture -> new Tuple2<>(picture.key(), picture.pixels()))
        .repartitionAndSortWithinPartitions(new FilePartitioner(plan.files()))
        .mapPartitionsWithIndex(
            (file, part) ->
                List.of(RecordWriter.write(paths.get(file), layout, part, hadoop.value().value()))
                    .iterator(),
            true)
        .collect();
  }
}
