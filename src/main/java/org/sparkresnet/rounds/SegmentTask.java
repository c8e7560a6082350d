package org.sparkresnet.rounds;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.exchange.Answer;
import org.sparkresnet.exchange.Exchange;
import org.sparkresnet.exchange.ExchangeSettings;
import org.sparkresnet.exchange.Part;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.Replica;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.Weights;

/**
 * A worker's task in a segment: trains round after round and averages with the other workers after
 * each. Runs on executors, as many tasks at the same time as there are workers.
 *
 * @param endpoint name of the driver's rendezvous
 * @param segment number of the segment
 * @param seconds work after which the segment ends at the latest
 * @param observes whether the workers report the network's outputs for each example
 */
record SegmentTask(
    String endpoint,
    long segment,
    List<Plan.Round> rounds,
    Broadcast<SharedState> start,
    TrainConfig config,
    RoundUpdate update,
    Minibatches minibatches,
    int cores,
    int seconds,
    ExchangeSettings exchange,
    boolean observes)
    implements Serializable {

  /** Trains the worker of the calling task on its shard. */
  SegmentResult run(Shard shard) {
    int worker = TaskContext.getPartitionId();
    Exchange.announce(endpoint, segment, worker, exchange);
    // Whoever has joined is waited for no longer than for its work, so it joins with its network.
    return ReplicaPool.withReplica(
        config.replica(), cores, replica -> train(worker, replica, shard));
  }

  private SegmentResult train(int worker, Replica replica, Shard shard) {
    long begin = System.nanoTime();
    SharedState shared = start.value(); // other workers of this JVM have the same object
    double waitSeconds = Elapsed.secondsSince(begin);
    try (Exchange averaging =
        Exchange.join(endpoint, segment, worker, config.plan().workers(), exchange)) {
      return new Worker(worker, averaging, replica, shared, waitSeconds).run(shard);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the task was killed", e);
    }
  }

  /** The worker's state between its rounds. */
  private final class Worker {
    private final int worker;
    private final int workers = config.plan().workers();
    private final Exchange averaging;
    private final Replica replica;
    private final RoundUpdate ownUpdate;
    private final double waitSeconds;
    private final List<SegmentResult.WorkerRound> done = new ArrayList<>();
    private Weights weights;

    /** State of this worker's slice; its weights are those before the round. */
    private SharedState slice;

    private double loss;

    Worker(
        int worker, Exchange averaging, Replica replica, SharedState shared, double waitSeconds) {
      this.worker = worker;
      this.averaging = averaging;
      this.replica = replica;
      this.waitSeconds = waitSeconds;
      this.weights = shared.weights();
      this.slice = shared.slice(worker, workers);
      this.ownUpdate = update.slice(weights.parameters().length, worker, workers);
    }

    SegmentResult run(Shard shard) {
      long begin = System.nanoTime();
      for (Plan.Round round : rounds) {
        long roundBegin = System.nanoTime();
        boolean last = train(round, shard, Elapsed.secondsSince(begin) >= seconds);
        if (worker == 0) {
          averaging.tellDriver(loss, Elapsed.secondsSince(roundBegin));
        }
        if (last) {
          break;
        }
      }
      return new SegmentResult(worker, List.copyOf(done), slice);
    }

    /** Trains and averages a round; tells whether the segment ends after it. */
    private boolean train(Plan.Round round, Shard shard, boolean timeIsUp) {
      long begin = System.nanoTime();
      Iterator<org.nd4j.linalg.dataset.DataSet> data =
          minibatches.training(
              shard, config.seed(), round.epoch(), round.firstMinibatch(), round.minibatches());
      Replica.Trained trained =
          replica.train(weights, round.iteration(), round.epoch(), data, observes);
      long exchangeBegin = System.nanoTime();
      Exchange.Averaged averaged = average(round, trained, timeIsUp);
      weights = whole(averaged.weights());
      done.add(
          new SegmentResult.WorkerRound(
              WorkerReport.here(
                  worker,
                  trained,
                  done.isEmpty() ? waitSeconds : 0,
                  ObservedExamples.of(shard, round, minibatches.batchSize(), trained.outputs())),
              Elapsed.secondsSince(begin),
              Elapsed.secondsSince(exchangeBegin)));
      return averaged.last();
    }

    private Exchange.Averaged average(Plan.Round round, Replica.Trained trained, boolean timeIsUp) {
      Weights sent =
          config.averageMomentum()
              ? trained.weights()
              : new Weights(trained.weights().parameters(), new float[0]);
      try {
        return averaging.average(
            new Exchange.Contribution(
                sent, trained.examples(), trained.lossSum(), trained.fitSeconds(), timeIsUp),
            parts -> mean(round, parts));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the task was killed", e);
      }
    }

    private Answer mean(Plan.Round round, List<Part> parts) {
      Weights mean =
          Averaging.mean(
              parts.stream().map(Part::slice).toList(),
              parts.stream().map(Part::examples).toList());
      slice = ownUpdate.after(slice, round, mean);
      long examples = parts.stream().mapToLong(Part::examples).sum();
      loss = parts.stream().mapToDouble(Part::lossSum).sum() / examples;
      // The driver names what is no finite number; here it only ends the segment.
      boolean diverged =
          !Double.isFinite(loss) || !RoundUpdate.areFinite(slice.weights().parameters());
      return new Answer(diverged || parts.get(0).last(), slice.weights());
    }

    /** The weights with which a round begins; momentum that is not averaged begins at 0. */
    private Weights whole(Weights averaged) {
      return config.averageMomentum()
          ? averaged
          : new Weights(averaged.parameters(), new float[weights.updaterState().length]);
    }
  }
}
