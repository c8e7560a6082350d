package org.sparkresnet.jobs.forecast;

import java.util.Locale;

/** Figure of a training that is predicted and measured. */
public enum Figure {
  /** From the start of Spark until the results are stored. */
  JOB_SECONDS("s"),
  /** All rounds. */
  TRAINING_SECONDS("s"),
  /** All evaluations. */
  EVALUATION_SECONDS("s"),
  /** Training, after the warm-up. */
  IMAGES_PER_SECOND("images/s"),
  /** Live objects of the process in which most workers train. */
  EXECUTOR_HEAP_BYTES("bytes"),
  /** All else of that process. */
  EXECUTOR_OFF_HEAP_BYTES("bytes"),
  /** Live objects of a driver beside executors. */
  DRIVER_HEAP_BYTES("bytes"),
  /** Weights that all processes together send in a round. */
  ROUND_NETWORK_BYTES("bytes"),
  /** Weights and images that all processes together send in an epoch. */
  EPOCH_NETWORK_BYTES("bytes"),
  /** Test images that are right, in single views. */
  ACCURACY("share"),
  /** {@link org.sparkresnet.plan.RoundCosts#image}, of all turns in which workers train. */
  IMAGE_SECONDS("s"),
  /** {@link org.sparkresnet.plan.RoundCosts#round}. */
  ROUND_SECONDS("s"),
  /** {@link org.sparkresnet.plan.RoundCosts#job}. */
  ROUNDS_JOB_SECONDS("s"),
  /** {@link org.sparkresnet.plan.RoundCosts#epoch}. */
  EPOCH_START_SECONDS("s"),
  /** {@link org.sparkresnet.plan.RoundCosts#warmUp}. */
  WARM_UP_SECONDS("s"),
  /** An image of an evaluation, by all workers together. */
  EVALUATED_IMAGE_SECONDS("s"),
  /** The job besides its rounds and evaluations. */
  OTHER_SECONDS("s"),
  /** Workers that the process trained at the same time: its memory follows from them. */
  EXECUTOR_TASKS("tasks"),
  /** Threads of a worker: its speed follows from them. */
  TASK_THREADS("threads"),
  /** Workers that all processes trained at the same time: the others waited for their turn. */
  TASKS_AT_ONCE("tasks");

  private final String unit;

  Figure(String unit) {
    this.unit = unit;
  }

  /** Unit: s, images/s, bytes, share, tasks or threads. */
  public String unit() {
    return unit;
  }

  /** Name in the table plans. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
