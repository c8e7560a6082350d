package org.sparkresnet.nn.onednn;

import org.bytedeco.dnnl.memory;
import org.sparkresnet.nn.kernels.Arena;
import org.sparkresnet.nn.kernels.Arena.Slot;
import org.sparkresnet.nn.kernels.AveragePooling;
import org.sparkresnet.nn.kernels.BatchNormParameters;
import org.sparkresnet.nn.kernels.BatchNormRelu;
import org.sparkresnet.nn.kernels.BatchNormReluInference;
import org.sparkresnet.nn.kernels.Kernel;
import org.sparkresnet.nn.kernels.Layouts;
import org.sparkresnet.nn.kernels.NativeBuffer;
import org.sparkresnet.nn.kernels.NativeScope;
import org.sparkresnet.nn.kernels.PlanCache;
import org.sparkresnet.nn.kernels.Precision;
import org.sparkresnet.nn.kernels.RunningStatistics;

/**
 * Engine of the head: BN-ReLU and the average over all pixels. It computes in float32, because its
 * averages go into the dense layer; bfloat16 input is widened and its gradient is rounded.
 */
final class HeadEngine implements LayerEngine {
  private final int channels;
  private final boolean converts;
  private final NativeBuffer memory = new NativeBuffer();
  private final PlanCache<Training> training;
  private final PlanCache<Inference> inference;
  private final RunningStatistics statistics;
  private final long imageBytes;
  private Saved last;

  HeadEngine(int channels, int size, double epsilon, double decay, Precision precision) {
    this.channels = channels;
    converts = precision != Precision.FLOAT32;
    training = new PlanCache<>(batch -> new Training(batch, channels, size, epsilon, precision));
    inference = new PlanCache<>(batch -> new Inference(batch, channels, size, epsilon, precision));
    statistics = new RunningStatistics(channels, decay);
    imageBytes = (long) channels * size * size * Float.BYTES;
  }

  /**
   * Values that the forward pass saves for the backward pass.
   *
   * @param widened address of the input in float32; 0 if the input is float32 itself
   */
  private record Saved(long widened, BatchNormRelu.Saved norm) {}

  private static final class Training implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final BatchNormRelu norm;
    private final AveragePooling average;
    private final Kernel widen;
    private final Kernel round;

    Training(long batch, int channels, int size, double epsilon, Precision precision) {
      memory.desc outside = Layouts.nhwc(precision, batch, channels, size, size);
      memory.desc inside = Layouts.nhwc(batch, channels, size, size);
      norm = new BatchNormRelu(scope, Precision.FLOAT32, batch, channels, size, epsilon);
      average = AveragePooling.global(scope, batch, channels, size);
      widen = Layouts.reorder(scope, outside, inside);
      round = Layouts.reorder(scope, inside, outside);
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
    private final Kernel widen;

    Inference(long batch, int channels, int size, double epsilon, Precision precision) {
      norm = new BatchNormReluInference(scope, Precision.FLOAT32, batch, channels, size, epsilon);
      average = AveragePooling.global(scope, batch, channels, size);
      widen =
          Layouts.reorder(
              scope,
              Layouts.nhwc(precision, batch, channels, size, size),
              Layouts.nhwc(batch, channels, size, size));
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  private Saved saved(BatchNormRelu norm, long batch) {
    long vector = (long) channels * Float.BYTES;
    long vectors = NativeBuffer.align(2 * vector);
    long mask = NativeBuffer.align(norm.maskBytes);
    long mean = memory.address(vectors + mask + (converts ? batch * imageBytes : 0));
    return new Saved(
        converts ? mean + vectors + mask : 0,
        new BatchNormRelu.Saved(mean, mean + vector, mean + vectors));
  }

  @Override
  public void forward(Arena arena, long batch, long input, long output, long parameters) {
    Training plan = training.get(batch);
    long activation = arena.address(Slot.FIRST, batch * imageBytes);
    BatchNormParameters addresses = new BatchNormParameters(parameters, channels);
    last = saved(plan.norm, batch);
    long from = input;
    if (converts) {
      from = last.widened();
      plan.widen.run(arena, input, from);
    }
    plan.norm.forward(arena, from, activation, addresses, last.norm());
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
    Saved saved = saved(plan.norm, batch);
    BatchNormParameters from = new BatchNormParameters(parameters, channels);
    BatchNormParameters to = new BatchNormParameters(gradients, channels);
    long source = converts ? saved.widened() : input;
    long gradient = converts ? arena.address(Slot.FIRST, batch * imageBytes) : inputGradient;
    plan.average.backward(arena, outputGradient, gradient);
    plan.norm.backward(arena, source, gradient, gradient, from, to, saved.norm());
    if (converts) {
      plan.round.run(arena, gradient, inputGradient);
    }
    statistics.writeGradient(from, saved.norm().mean(), to);
  }

  @Override
  public void writeBatchStatistics(long parameters) {
    statistics.overwrite(new BatchNormParameters(parameters, channels), last.norm().mean());
  }

  @Override
  public void infer(Arena arena, long batch, long input, long output, long parameters) {
    Inference plan = inference.get(batch);
    long activation = arena.address(Slot.FIRST, batch * imageBytes);
    long from = input;
    if (converts) {
      from = activation;
      plan.widen.run(arena, input, from);
    }
    plan.norm.run(arena, from, activation, new BatchNormParameters(parameters, channels));
    plan.average.forward(arena, activation, output);
  }

  @Override
  public void close() {
    training.close();
    inference.close();
    memory.close();
  }
}
