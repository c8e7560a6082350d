package org.sparkresnet.bench;

import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.store.Manifest;

/** Figures of a benchmark, and what they were measured with. */
public record BenchResult(
    BenchFigures figures, BenchPlan plan, ReplicaSpec spec, Manifest manifest) {
  /** Table of the figures for people. */
  public String text() {
    return BenchText.of(figures, plan, spec, manifest);
  }
}
