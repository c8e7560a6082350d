package org.sparkresnet.train;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.Weights;

/**
 * Applies the averaged result of a round to the training state: outer momentum, moving average,
 * momentum of the workers. Pure except for the initial weights. Driver only.
 */
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

  /** The state after a round, from its mean weights. Reuses the arrays of the state before. */
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
