package org.sparkresnet.jobs;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.kernels.CpuKernels;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.Provenance;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;

/** Maker of manifests: provenance of runs of this program on this machine. Driver only. */
public final class Manifests {
  private Manifests() {}

  /** Manifest of a run; data and model are added when they are known. */
  public static Manifest of(
      RunId run, RunCommand command, JobConfig config, LayerSet layers, SparkSession spark) {
    Optional<String> oneDnn =
        layers == LayerSet.STOCK
            ? Optional.empty()
            : Optional.of(OneDnn.version() + " " + OneDnn.instructionSet());
    return new Manifest(
        run,
        command.label(),
        BuildInfo.commit(),
        BuildInfo.version(),
        Redaction.redact(config.values()),
        Optional.empty(),
        config.train().seed(),
        Provenance.collect(spark.version(), BuildInfo.dl4jVersion(), oneDnn),
        spark.sparkContext().getConf().getInt("spark.task.cpus", 1),
        Optional.ofNullable(System.getenv("ONEDNN_MAX_CPU_ISA")),
        oneDnn.map(used -> CpuKernels.identity()),
        spark.sparkContext().master(),
        spark.sparkContext().applicationId(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
