package org.sparkresnet.plan;

/** Way in which rounds run on Spark. The result has the same bits in each. */
public enum RoundsMode {
  /** Segments where Spark can run all workers at once, else a job a round. */
  AUTO,
  /** One job for many rounds, refused where Spark cannot run all workers at once. */
  SEGMENTS,
  /** One job for each round. */
  JOBS
}
