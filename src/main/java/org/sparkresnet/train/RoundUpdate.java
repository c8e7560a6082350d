package org.sparkresnet.train;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.onednn.OmpThreads;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.Weights;

/** The driver's part of a round: what becomes of the state. Pure but for the initial weights. */
final class RoundUpdate {
  private final TrainConfig config;
  private final TrainingState initial;
  private final OuterMomentum outerMomentum;

  RoundUpdate(TrainConfig config, InitialParameters start) {
    this.config = config;
    OmpThreads.set(1);
    ComputationGraph network = config.replica().createNetwork();
    Weights own = NativeArrays.weights(network);
    float[] parameters = start.orElse(own.parameters());
    Weights weights = new Weights(parameters, own.updaterState());
    this.initial =
        new TrainingState(
            weights,
            new float[config.outerMomentum() > 0 ? parameters.length : 0],
            config.emaDecay() > 0 ? parameters.clone() : new float[0],
            Progress.START,
            BestModel.NONE);
    this.outerMomentum =
        new OuterMomentum(config.outerMomentum(), ParameterLayout.of(network).runningStatistics());
    OneDnnNetworks.close(network);
  }

  TrainingState initialState() {
    return initial;
  }

  /** The state after a round with this mean; the arrays of the one before are reused. */
  TrainingState after(TrainingState state, Plan.Round round, Weights mean) {
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
    return new TrainingState(
        new Weights(parameters, updaterState),
        state.velocity(),
        state.average(),
        state.progress(),
        state.best());
  }
}
