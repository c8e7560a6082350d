package org.sparkresnet.jobs.doctor;

import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkresnet.replica.SparkProcess;

/** Task that checks the executor on which it runs. */
record ExecutorTask(
    ProcessNeeds needs, SharedFiles shared, Broadcast<SerializableConfiguration> hadoop)
    implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  /** Time for which a task keeps its slot, so that others go to other executors. */
  private static final long HOLD_MILLIS = 300;

  ProcessReport run() {
    String name = SparkProcess.name();
    Configuration files = hadoop.value().value();
    List<Finding> findings = new ArrayList<>(List.of(AddressCheck.hostName(name)));
    findings.addAll(new ProcessChecks(name).all(needs, localFolders()));
    findings.addAll(shared.seenFrom(name, files));
    hold();
    return new ProcessReport(
        SparkEnv.get().executorId(),
        SparkProcess.address(),
        name,
        findings,
        System.currentTimeMillis(),
        TimeZone.getDefault().getID());
  }

  private static List<Path> localFolders() {
    return Arrays.stream(SparkEnv.get().blockManager().diskBlockManager().localDirs())
        .map(folder -> folder.getParentFile().toPath())
        .toList();
  }

  private static void hold() {
    try {
      Thread.sleep(HOLD_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
