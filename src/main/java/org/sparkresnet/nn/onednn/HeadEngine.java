package org.sparkresnet.nn.onednn;

import org.sparkresnet.nn.kernels.Arena;
import org.sparkresnet.nn.kernels.Arena.Slot;
import org.sparkresnet.nn.kernels.AveragePooling;
import org.sparkresnet.nn.kernels.BatchNormParameters;
import org.sparkresnet.nn.kernels.BatchNormRelu;
import org.sparkresnet.nn.kernels.BatchNormReluInference;
import org.sparkresnet.nn.kernels.NativeBuffer;
import org.sparkresnet.nn.kernels.NativeScope;
import org.sparkresnet.nn.kernels.PlanCache;
import org.sparkresnet.nn.kernels.Precision;
import org.sparkresnet.nn.kernels.RunningStatistics;

/** Engine of the head: BN-ReLU and the average over all pixels. */
final class HeadEngine implements LayerEngine {
  private final int channels;
  private final NativeBuffer memory = new NativeBuffer();
  private final PlanCache<Training> training;
  private final PlanCache<Inference> inference;
  private final RunningStatistics statistics;
  private final long imageBytes;
  private BatchNormRelu.Saved last;

  HeadEngine(int channels, int size, double epsilon, double decay) {
    this.channels = channels;
    training = new PlanCache<>(batch -> new Training(batch, channels, size, epsilon));
    inference = new PlanCache<>(batch -> new Inference(batch, channels, size, epsilon));
    statistics = new RunningStatistics(channels, decay);
    imageBytes = (long) channels * size * size * Float.BYTES;
  }

  private static final class Training implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final BatchNormRelu norm;
    private final AveragePooling average;

    Training(long batch, int channels, int size, double epsilon) {
      norm = new BatchNormRelu(scope, Precision.FLOAT32, batch, channels, size, epsilon);
      average = AveragePooling.global(scope, batch, channels, size);
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  private static final class Inference implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final BatchNormReluInference norm;
    private final AveragePooling average;

    Inference(long batch, int channels, int size, double epsilon) {
      norm = new BatchNormReluInference(scope, Precision.FLOAT32, batch, channels, size, epsilon);
      average = AveragePooling.global(scope, batch, channels, size);
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  private BatchNormRelu.Saved saved(BatchNormRelu norm) {
    long vector = (long) channels * Float.BYTES;
    long mean = memory.address(NativeBuffer.align(2 * vector) + norm.maskBytes);
    return new BatchNormRelu.Saved(mean, mean + vector, mean + NativeBuffer.align(2 * vector));
  }

  @Override
  public void forward(Arena arena, long batch, long input, long output, long parameters) {
    Training plan = training.get(batch);
    long activation = arena.address(Slot.FIRST, batch * imageBytes);
    BatchNormParameters addresses = new BatchNormParameters(parameters, channels);
    last = saved(plan.norm);
    plan.norm.forward(arena, input, activation, addresses, last);
    plan.average.forward(arena, activation, output);
  }

  @Override
  public void backward(
      Arena arena,
      long batch,
      long input,
      long outputGradient,
      long inputGradient,
      long parameters,
      long gradients) {
    Training plan = training.get(batch);
    BatchNormRelu.Saved saved = saved(plan.norm);
    BatchNormParameters from = new BatchNormParameters(parameters, channels);
    BatchNormParameters to = new BatchNormParameters(gradients, channels);
    plan.average.backward(arena, outputGradient, inputGradient);
    plan.norm.backward(arena, input, inputGradient, inputGradient, from, to, saved);
    statistics.writeGradient(from, saved.mean(), to);
  }

  @Override
  public void writeBatchStatistics(long parameters) {
    statistics.overwrite(new BatchNormParameters(parameters, channels), last.mean());
  }

  @Override
  public void infer(Arena arena, long batch, long input, long output, long parameters) {
    Inference plan = inference.get(batch);
    long activation = arena.address(Slot.FIRST, batch * imageBytes);
    plan.norm.run(arena, input, activation, new BatchNormParameters(parameters, channels));
    plan.average.forward(arena, activation, output);
  }

  @Override
  public void close() {
    training.close();
    inference.close();
    memory.close();
  }
}
