package org.sparkresnet.rounds;

import java.io.Serializable;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.Weights;

/**
 * Applies the averaged result of a round to the shared state, or to a slice of it: outer step,
 * moving average, momentum of the workers.
 */
record RoundUpdate(TrainConfig config, OuterStep outerStep) implements Serializable {
  /** The update of slice {@code index} of {@code slices} of a state with so many parameters. */
  RoundUpdate slice(int parameters, int index, int slices) {
    return new RoundUpdate(config, outerStep.slice(parameters, index, slices));
  }

  /** Tells whether all values are finite numbers. */
  static boolean areFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** The state after a round, from its mean weights. Reuses the arrays of the state before. */
  SharedState after(SharedState state, Plan.Round round, Weights mean) {
    float[] parameters =
        outerStep.move(
            state.weights().parameters(),
            mean.parameters(),
            state.velocity(),
            config.meanLearningRate(round));
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
    return new SharedState(
        new Weights(parameters, updaterState), state.velocity(), state.average());
  }
}
