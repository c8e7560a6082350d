package org.sparkresnet.jobs;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.config.Settings;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.onednn.OneDnn;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.Provenance;
import org.sparkresnet.store.RunId;

/** Writes down where a run comes from. */
public final class Manifests {
  private Manifests() {}

  public static Manifest manifest(
      RunId run, String command, Settings settings, LayerSet layers, SparkSession spark) {
    Optional<String> oneDnn =
        layers == LayerSet.STOCK
            ? Optional.empty()
            : Optional.of(OneDnn.version() + " " + OneDnn.instructionSet());
    return new Manifest(
        run,
        command,
        BuildInfo.commit(),
        BuildInfo.version(),
        Redaction.redact(settings.values()),
        Optional.empty(),
        settings.longInteger("train.seed"),
        Provenance.collect(spark.version(), BuildInfo.dl4jVersion(), oneDnn),
        spark.sparkContext().getConf().getInt("spark.task.cpus", 1),
        Optional.ofNullable(System.getenv("ONEDNN_MAX_CPU_ISA")),
        spark.sparkContext().master(),
        spark.sparkContext().applicationId(),
        Optional.empty(),
        Optional.empty());
  }
}
