package org.sparkresnet.config;

import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.Muon;
import org.sparkresnet.replica.Optimizer;

/**
 * The keys of train that each worker's {@link Optimizer} follows from, but for the learning rate's.
 *
 * @param momentum of SGD
 * @param nesterov Nesterov's momentum instead of the classical one
 * @param weightDecay factor of the l2 penalty on convolution and dense weights
 * @param whitensStem tells whether the first convolution trains as if a whitening stood before it
 * @param kind optimizer of the 3x3 weights of the units; all others have SGD
 * @param muonRate highest rate of the schedule for MUON
 */
public record OptimizerConfig(
    double momentum,
    boolean nesterov,
    double weightDecay,
    boolean whitensStem,
    Kind kind,
    double muonRate,
    double muonMomentum) {
  static final String WHITEN_STEM = "train.whiten-stem";
  static final String OPTIMIZER = "train.optimizer";

  /** Group of the keys that are Muon's. */
  static final String MUON = "train.muon.";

  /** Values of train.optimizer. */
  public enum Kind {
    /** SGD with momentum. */
    SGD,
    /** {@link Muon}. */
    MUON
  }

  static OptimizerConfig of(Settings settings) {
    return new OptimizerConfig(
        settings.decimal("train.momentum"),
        settings.flag("train.nesterov"),
        settings.decimal("train.weight-decay"),
        settings.flag(WHITEN_STEM),
        settings.choice(OPTIMIZER, Kind.class),
        settings.decimal(MUON + "rate", Rule.above(0)),
        settings.decimal(MUON + "momentum"));
  }

  /** The optimizer of a run of so many iterations. */
  Optimizer optimizer(ScheduleConfig schedule, int workers, long iterations) {
    LearningRate ofMuon = schedule.withPeak(muonRate, iterations);
    Muon muon = new Muon(ofMuon, muonMomentum); // checked also if it is not used
    return new Optimizer(
        schedule.rate(workers, iterations),
        momentum,
        nesterov,
        weightDecay,
        whitensStem,
        kind == Kind.MUON ? muon : Muon.NONE);
  }
}
