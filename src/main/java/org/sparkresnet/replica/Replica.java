package org.sparkresnet.replica;

import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.nn.BatchStatistics;
import org.sparkresnet.nn.kernels.NativeFailure;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.onednn.OneDnnNetworks;

/**
 * Network on its own thread. DL4J's workspaces belong to threads, and Spark's task threads change,
 * so without this thread native memory would grow with every new task thread. Each call first
 * overwrites all state that a caller can observe.
 */
public final class Replica implements AutoCloseable {
  /**
   * Images of which the largest tensor, 16 channels of 32x32 pixels in float32, takes 1 MB: a
   * second-level cache of today.
   */
  private static final int IMAGES_IN_CACHE = 16;

  private final ExecutorService thread;
  private final SizedNetworks networks;
  private final ComputationGraph network;

  /**
   * Builds the network on its thread.
   *
   * @param cores OpenMP threads of this replica; with more threads than free cores oneDNN's
   *     barriers spin
   */
  public Replica(ReplicaSpec spec, int cores) {
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread replica = new Thread(task, "replica of " + spec.network().displayName());
              replica.setDaemon(true);
              return replica;
            });
    // DL4J would leave a file in the working folder of whoever runs out of memory.
    CrashReportingUtil.crashDumpsEnabled(false);
    try {
      this.networks =
          call(
              () -> {
                OmpThreads.set(cores);
                return new SizedNetworks(spec);
              });
      this.network = networks.whole();
    } catch (RuntimeException e) {
      thread.shutdownNow();
      throw e;
    }
  }

  /**
   * The user's error for a failure of this machine. Spark ends a process whose task failed for want
   * of memory, which takes the reason with it.
   */
  private static Optional<UserError> ofMachine(Throwable failure) {
    if (failure instanceof UserError error && error.exitCode() == ExitCode.USAGE) {
      String place = SparkProcess.name();
      return Optional.of(
          place.equals(SparkProcess.DRIVER)
              ? error
              : UserError.usage(place + ": " + error.getMessage()));
    }
    return NativeFailure.in(failure, SparkProcess.name());
  }

  /**
   * Result of training on some minibatches.
   *
   * @param right examples that it answered right while it was trained on them: augmented, with the
   *     worker's own weights before the update, and batch statistics
   * @param fitSeconds time in forward, backward and update
   * @param inputSeconds time in which the minibatches were made
   * @param outputs one an example, in their order; none if they were not observed
   */
  public record Trained(
      Weights weights,
      int examples,
      double lossSum,
      int right,
      double fitSeconds,
      double inputSeconds,
      ExampleOutputs outputs) {}

  /**
   * Trains on the minibatches, of whole images or of crops of any sizes, starting from the given
   * weights and global iteration. Closes the minibatches' arrays, also if it fails.
   */
  public Trained train(Weights start, long iteration, int epoch, Iterator<DataSet> minibatches) {
    return train(start, iteration, epoch, minibatches, false);
  }

  /**
   * Trains as {@link #train(Weights, long, int, Iterator)}.
   *
   * @param observe keeps the outputs for each example, which changes no bit of the weights
   */
  public Trained train(
      Weights start, long iteration, int epoch, Iterator<DataSet> minibatches, boolean observe) {
    return call(
        () -> {
          ExampleOutputs.Builder outputs = new ExampleOutputs.Builder(observe);
          networks.load(start, Math.toIntExact(iteration), epoch);
          int examples = 0;
          double lossSum = 0;
          long inputNanos = 0;
          long fitNanos = 0;
          while (minibatches.hasNext() && !Thread.interrupted()) {
            long begin = System.nanoTime();
            DataSet minibatch = minibatches.next();
            try {
              int size = minibatch.numExamples();
              long made = System.nanoTime();
              inputNanos += made - begin;
              ComputationGraph sized = networks.ofSize(minibatch.getFeatures().size(1));
              ObservingLoss.observe(sized, outputs);
              sized.fit(minibatch);
              fitNanos += System.nanoTime() - made;
              lossSum += sized.score() * size;
              examples += size;
            } finally {
              NativeArrays.close(minibatch);
            }
          }
          return new Trained(
              networks.weights(),
              examples,
              lossSum,
              outputs.right(),
              fitNanos / 1e9,
              inputNanos / 1e9,
              outputs.build());
        });
  }

  /** Receives the class probabilities of one minibatch: row-major [b,classes]. */
  @FunctionalInterface
  public interface Predictions {
    /** Called once a minibatch, in order. */
    void accept(float[] probabilities);
  }

  /**
   * Runs the network forward with running statistics. Closes the minibatches' arrays, also if it
   * fails.
   */
  public void predict(float[] parameters, Iterator<DataSet> minibatches, Predictions predictions) {
    call(
        () -> {
          setParameters(parameters);
          OneDnnNetworks.holdParameters(network, true);
          try {
            while (minibatches.hasNext() && !Thread.interrupted()) {
              DataSet minibatch = minibatches.next();
              try {
                predictions.accept(probabilities(minibatch.getFeatures()));
              } finally {
                NativeArrays.close(minibatch);
              }
            }
          } finally {
            OneDnnNetworks.holdParameters(network, false);
          }
          return null;
        });
  }

  /**
   * Class probabilities of images, row-major. A few images at a time pass through the whole
   * network, so that what is between its layers stays in the second-level cache. They are always
   * equally many, since kernels for other numbers of images give other last digits: an image has
   * the same probabilities whatever images are beside it.
   */
  private float[] probabilities(INDArray images) {
    long count = images.size(0);
    long few = (long) IMAGES_IN_CACHE * OmpThreads.get();
    float[] all = new float[0];
    for (long first = 0; first < count; first += few) {
      long end = Math.min(count, first + few);
      INDArray part = images.get(NDArrayIndex.interval(first, end));
      float[] ofPart = end - first < few ? ofFilledUp(part, few) : output(part);
      int classes = Math.toIntExact(ofPart.length / few);
      if (first == 0) {
        all = new float[Math.toIntExact(count * classes)];
      }
      System.arraycopy(
          ofPart,
          0,
          all,
          Math.toIntExact(first * classes),
          Math.toIntExact((end - first) * classes));
    }
    return all;
  }

  private float[] output(INDArray images) {
    try (INDArray output = network.outputSingle(images)) {
      return NativeArrays.get(output);
    }
  }

  /** Probabilities of images and of so many black ones that they are {@code few}. */
  private float[] ofFilledUp(INDArray images, long few) {
    long[] shape = images.shape().clone();
    shape[0] = few;
    try (INDArray filledUp = Nd4j.zeros(DataType.FLOAT, shape)) {
      filledUp.get(NDArrayIndex.interval(0, images.size(0))).assign(images);
      return output(filledUp);
    }
  }

  /**
   * Runs the network forward on a minibatch in training mode, for the minibatch's statistics at
   * every batch normalisation. Closes the minibatch's arrays, also if it fails.
   */
  public BatchStatistics batchStatistics(float[] parameters, DataSet minibatch) {
    return call(
        () -> {
          try {
            setParameters(parameters);
            return BatchStatistics.of(network, minibatch.getFeatures());
          } finally {
            NativeArrays.close(minibatch);
          }
        });
  }

  private void setParameters(float[] parameters) {
    NativeArrays.set(network.params(), parameters);
  }

  /**
   * Runs the work on the replica's thread; passes on an interrupt of the caller (a killed task).
   */
  private <T> T call(Callable<T> work) {
    Future<T> future = thread.submit(work);
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true); // the pool closes a replica whose call failed
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the task was killed", e);
    } catch (ExecutionException e) {
      Optional<UserError> machine = ofMachine(e.getCause());
      if (machine.isPresent()) {
        throw machine.get();
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Frees the native memory of the network and of its workspaces, and ends the thread. */
  @Override
  public void close() {
    thread.execute(
        () -> {
          networks.close();
          destroyWorkspaces();
        });
    thread.shutdown();
  }

  /** Frees those of this thread, without the collection of the whole heap that ND4J adds to it. */
  private static void destroyWorkspaces() {
    MemoryWorkspaceManager workspaces = Nd4j.getWorkspaceManager();
    workspaces.getAllWorkspacesForCurrentThread().forEach(workspaces::destroyWorkspace);
  }
}
