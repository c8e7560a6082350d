package org.sparkresnet.nn.onednn;

import org.sparkresnet.nn.kernels.Arena;
import org.sparkresnet.nn.kernels.Arena.Slot;
import org.sparkresnet.nn.kernels.ConvolutionBackward;
import org.sparkresnet.nn.kernels.ConvolutionForward;
import org.sparkresnet.nn.kernels.ConvolutionForward.Finish;
import org.sparkresnet.nn.kernels.ConvolutionShape;
import org.sparkresnet.nn.kernels.Kernel;
import org.sparkresnet.nn.kernels.Layouts;
import org.sparkresnet.nn.kernels.NativeBuffer;
import org.sparkresnet.nn.kernels.NativeScope;
import org.sparkresnet.nn.kernels.PlanCache;
import org.sparkresnet.nn.kernels.Precision;

/**
 * Engine of the first convolution. Its input are float32 images, rounded here for a network in
 * bfloat16, and needs no gradient.
 */
final class StemEngine implements LayerEngine {
  private final int in;
  private final int out;
  private final int size;
  private final Precision precision;
  private final PlanCache<Plan> plans;
  private final NativeBuffer memory = new NativeBuffer();

  StemEngine(int in, int out, int size, Precision precision) {
    this.in = in;
    this.out = out;
    this.size = size;
    this.precision = precision;
    plans =
        new PlanCache<>(
            batch -> new Plan(new ConvolutionShape(batch, in, size, out, 1), precision));
  }

  private static final class Plan implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final ConvolutionForward forward;
    private final ConvolutionBackward backward;
    private final Kernel round;

    Plan(ConvolutionShape shape, Precision precision) {
      forward = new ConvolutionForward(scope, shape, precision, true, Finish.NONE);
      backward = new ConvolutionBackward(scope, shape, precision, false);
      round =
          Layouts.reorder(
              scope,
              ConvolutionForward.input(shape, Precision.FLOAT32),
              ConvolutionForward.input(shape, precision));
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  @Override
  public void forward(Arena arena, long batch, long input, long output, long parameters) {
    convolve(arena, plans.get(batch), input, rounded(batch), output, parameters);
  }

  private void convolve(
      Arena arena, Plan plan, long input, long rounded, long output, long parameters) {
    plan.forward.pack(arena, parameters);
    if (precision == Precision.FLOAT32) {
      plan.forward.run(arena, input, output, 0);
    } else {
      plan.round.run(arena, input, rounded);
      plan.forward.run(arena, rounded, output, 0);
    }
  }

  /** Address of the rounded images, kept from the forward pass for the backward pass. */
  private long rounded(long batch) {
    return precision == Precision.FLOAT32 ? 0 : memory.address(inputBytes(batch));
  }

  private long inputBytes(long batch) {
    return batch * size * size * in * precision.bytes();
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
    long source = precision == Precision.FLOAT32 ? input : rounded(batch);
    plans.get(batch).backward.weights(arena, source, outputGradient, gradients);
  }

  @Override
  public void writeBatchStatistics(long parameters) {
    // A stem has no batch normalisation.
  }

  @Override
  public void infer(Arena arena, long batch, long input, long output, long parameters) {
    long rounded = arena.address(Slot.FIRST, inputBytes(batch));
    convolve(arena, plans.get(batch), input, rounded, output, parameters);
  }

  @Override
  public void close() {
    plans.close();
    memory.close();
  }

  @Override
  public String toString() {
    return "stem %d to %d at %d".formatted(in, out, size);
  }
}
