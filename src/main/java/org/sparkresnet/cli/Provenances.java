package org.sparkresnet.cli;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.onednn.OneDnn;
import org.sparkresnet.results.Manifest;
import org.sparkresnet.results.Provenance;
import org.sparkresnet.results.Redaction;
import org.sparkresnet.results.RunId;

/** Writes down where a run comes from. */
final class Provenances {
  private Provenances() {}

  static Manifest manifest(
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
