package org.sparkresnet.train;

import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.Weights;

/**
 * State of a run before its first round, and what else only the network itself can tell. Builds the
 * network once, on the driver.
 *
 * @param runningStatistics places of BN's running statistics in the parameters
 */
record InitialState(TrainingState state, List<ParameterLayout.Range> runningStatistics) {
  /** The state of a run that begins with the given parameters. */
  static InitialState of(TrainConfig config, InitialParameters start) {
    OmpThreads.set(1);
    ComputationGraph network = config.replica().createNetwork();
    try {
      Weights own = NativeArrays.weights(network);
      float[] parameters = start.orElse(own.parameters());
      TrainingState state =
          new TrainingState(
              new Weights(parameters, own.updaterState()),
              new float[config.outer().hasVelocity() ? parameters.length : 0],
              config.emaDecay() > 0 ? parameters.clone() : new float[0],
              Progress.START,
              BestModel.NONE,
              Set.of());
      return new InitialState(state, ParameterLayout.of(network).runningStatistics());
    } finally {
      OneDnnNetworks.close(network);
    }
  }
}
