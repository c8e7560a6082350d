package org.sparkresnet.train;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.onednn.OmpThreads;
import org.sparkresnet.nn.onednn.OneDnnNetworks;

/** The driver's part of a round: what becomes of the state. Pure but for the initial weights. */
final class Driver {
  private final TrainConfig config;
  private final State initial;
  private final OuterMomentum outerMomentum;

  Driver(TrainConfig config, Start start) {
    this.config = config;
    OmpThreads.set(1);
    ComputationGraph network = config.replica().createNetwork();
    Weights own = NativeArrays.weights(network);
    float[] parameters = start.orElse(own.parameters());
    Weights weights = new Weights(parameters, own.updaterState());
    this.initial =
        new State(
            weights,
            new float[config.outerMomentum() > 0 ? parameters.length : 0],
            config.emaDecay() > 0 ? parameters.clone() : new float[0],
            Progress.START,
            Best.NONE);
    this.outerMomentum =
        new OuterMomentum(config.outerMomentum(), ParameterLayout.of(network).runningStatistics());
    OneDnnNetworks.close(network);
  }

  State initialState() {
    return initial;
  }

  /** The state after a round with this mean; the arrays of the one before are reused. */
  State after(State state, Plan.Round round, Weights mean) {
    float[] parameters = mean.parameters();
    if (config.outerMomentum() > 0) {
      parameters = outerMomentum.move(state.weights().parameters(), parameters, state.velocity());
    }
    if (config.emaDecay() > 0) {
      MovingAverage.update(
          state.average(),
          parameters,
          config.emaDecay(),
          round.minibatches(),
          round.endIteration());
    }
    float[] updaterState =
        config.averageMomentum() ? mean.updaterState() : new float[mean.updaterState().length];
    return new State(
        new Weights(parameters, updaterState),
        state.velocity(),
        state.average(),
        state.progress(),
        state.best());
  }
}
