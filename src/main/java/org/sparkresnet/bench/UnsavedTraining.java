package org.sparkresnet.bench;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.train.CheckpointFingerprint;
import org.sparkresnet.train.CheckpointPolicy;
import org.sparkresnet.train.CheckpointStore;
import org.sparkresnet.train.InitialParameters;
import org.sparkresnet.train.Trainer;
import org.sparkresnet.train.TrainingListener;
import org.sparkresnet.train.TrainingResult;

/** Training that leaves no run that could be resumed. Driver only. */
final class UnsavedTraining {
  private UnsavedTraining() {}

  static TrainingResult run(
      JavaSparkContext spark,
      TrainingImages images,
      TrainConfig config,
      RoundExecution execution,
      TrainingListener listener)
      throws IOException {
    // The trainer ends with a checkpoint, which nobody wants and whose time does not count.
    java.nio.file.Path folder = Files.createTempDirectory("spark-resnet-bench");
    CheckpointStore unwanted =
        new CheckpointStore(spark.hadoopConfiguration(), new Path(folder.toUri()), 1);
    try {
      CheckpointPolicy policy =
          new CheckpointPolicy(
              unwanted,
              new CheckpointFingerprint("bench", "bench"),
              Long.MAX_VALUE,
              Long.MAX_VALUE);
      return new Trainer(
              spark, images, config, InitialParameters.FRESH, policy, execution, listener)
          .run();
    } finally {
      unwanted.clear();
    }
  }
}
