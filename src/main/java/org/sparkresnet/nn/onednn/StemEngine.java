package org.sparkresnet.nn.onednn;

import org.sparkresnet.nn.kernels.Arena;
import org.sparkresnet.nn.kernels.ConvolutionBackward;
import org.sparkresnet.nn.kernels.ConvolutionForward;
import org.sparkresnet.nn.kernels.ConvolutionForward.Finish;
import org.sparkresnet.nn.kernels.ConvolutionShape;
import org.sparkresnet.nn.kernels.NativeScope;
import org.sparkresnet.nn.kernels.PlanCache;
import org.sparkresnet.nn.kernels.Precision;

/** Engine of the first convolution, whose input needs no gradient. */
final class StemEngine implements LayerEngine {
  private final int in;
  private final int out;
  private final int size;
  private final PlanCache<Plan> plans;

  StemEngine(int in, int out, int size) {
    this.in = in;
    this.out = out;
    this.size = size;
    plans = new PlanCache<>(batch -> new Plan(new ConvolutionShape(batch, in, size, out, 1)));
  }

  private static final class Plan implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final ConvolutionForward forward;
    private final ConvolutionBackward backward;

    Plan(ConvolutionShape shape) {
      forward = new ConvolutionForward(scope, shape, Precision.FLOAT32, true, Finish.NONE);
      backward = new ConvolutionBackward(scope, shape, Precision.FLOAT32, false);
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  @Override
  public void forward(Arena arena, long batch, long input, long output, long parameters) {
    Plan plan = plans.get(batch);
    plan.forward.pack(arena, parameters);
    plan.forward.run(arena, input, output, 0);
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
    plans.get(batch).backward.weights(arena, input, outputGradient, gradients);
  }

  @Override
  public void writeBatchStatistics(long parameters) {
    // A stem has no batch normalisation.
  }

  @Override
  public void infer(Arena arena, long batch, long input, long output, long parameters) {
    forward(arena, batch, input, output, parameters);
  }

  @Override
  public void close() {
    plans.close();
  }

  @Override
  public String toString() {
    return "stem %d to %d at %d".formatted(in, out, size);
  }
}
