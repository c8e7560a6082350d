package org.sparkresnet.train;

import org.sparkresnet.nn.NetworkSummary;
import org.sparkresnet.plan.TrainConfig;

/**
 * Lengths of the arrays of a training state, which follow from the network and the optimizers.
 *
 * @param parameters of the network, with BN's running statistics
 * @param updaterState of the workers' optimizer: one number for each parameter that is trained,
 *     none without momentum
 */
record StateShape(long parameters, long updaterState, long velocity, long average) {
  /** Lengths in a run of this configuration. */
  static StateShape of(TrainConfig config) {
    NetworkSummary network = NetworkSummary.of(config.replica().network());
    long all = network.parameters() + network.runningStatistics();
    return new StateShape(
        all,
        config.replica().optimizer().momentum() > 0 ? network.parameters() : 0,
        config.outer().hasVelocity() ? all : 0,
        config.emaDecay() > 0 ? all : 0);
  }

  /** Lengths in a state. */
  static StateShape of(TrainingState state) {
    return new StateShape(
        state.weights().parameters().length,
        state.weights().updaterState().length,
        state.velocity().length,
        state.average().length);
  }

  /** Tells whether a state has these lengths, and a best model of this network or none. */
  boolean isOf(TrainingState state) {
    int best = state.best().model().length;
    return equals(of(state)) && (best == 0 || best == parameters);
  }

  /** The lengths in words. */
  String text() {
    return "%d parameters, updater state %d, outer velocity %d, moving average %d"
        .formatted(parameters, updaterState, velocity, average);
  }
}
