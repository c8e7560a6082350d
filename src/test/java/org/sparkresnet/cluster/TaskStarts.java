package org.sparkresnet.cluster;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.storage.RDDInfo;
import scala.collection.JavaConverters;

/** Listener that tells the tasks of a segment, which are of a barrier stage, from all others. */
abstract class TaskStarts extends SparkListener {
  private final Set<Integer> segments = new HashSet<>();

  /** Called for each task that has been sent to its executor, on the thread of Spark's events. */
  abstract void started(TaskInfo task, boolean inSegment);

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted stage) {
    if (JavaConverters.seqAsJavaList(stage.stageInfo().rddInfos()).stream()
        .anyMatch(RDDInfo::isBarrier)) {
      segments.add(stage.stageInfo().stageId());
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    started(start.taskInfo(), segments.contains(start.stageId()));
  }
}
