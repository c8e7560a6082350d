package org.sparkresnet.evaluate;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Minibatches of a task that end when Spark kills the task. Spark interrupts the thread of a killed
 * task only if the job asks for it, so the task itself has to look.
 */
record KillableMinibatches(TaskContext task, Iterator<DataSet> minibatches)
    implements Iterator<DataSet> {
  /** Minibatches of the calling task. */
  static Iterator<DataSet> ofThisTask(Iterator<DataSet> minibatches) {
    return new KillableMinibatches(TaskContext.get(), minibatches);
  }

  /**
   * @throws TaskKilledException if the task was killed
   */
  @Override
  public boolean hasNext() {
    if (task.isInterrupted()) {
      throw new TaskKilledException();
    }
    return minibatches.hasNext();
  }

  @Override
  public DataSet next() {
    return minibatches.next();
  }
}
