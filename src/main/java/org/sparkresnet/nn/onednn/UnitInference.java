package org.sparkresnet.nn.onednn;

import org.sparkresnet.nn.kernels.Arena;
import org.sparkresnet.nn.kernels.Arena.Slot;
import org.sparkresnet.nn.kernels.BatchNormReluInference;
import org.sparkresnet.nn.kernels.ConvolutionForward;
import org.sparkresnet.nn.kernels.ConvolutionForward.Finish;
import org.sparkresnet.nn.kernels.ConvolutionShape;
import org.sparkresnet.nn.kernels.FoldedNorm;
import org.sparkresnet.nn.kernels.NativeScope;
import org.sparkresnet.nn.kernels.Precision;

/**
 * Kernels of a residual unit in inference, for one number of images. The second batch normalisation
 * is folded into the first convolution.
 */
final class UnitInference implements AutoCloseable {
  private final NativeScope scope = new NativeScope();
  private final UnitShape shape;
  private final BatchNormReluInference norm1;
  private final ConvolutionForward convolution1;
  private final FoldedNorm folded;
  private final ConvolutionForward convolution2;
  private final PoolAndPad poolAndPad;
  private final long inputBytes;
  private final long outputBytes;
  private long version = -1;

  UnitInference(UnitShape shape, long batch) {
    this.shape = shape;
    Precision precision = shape.precision();
    ConvolutionShape first = shape.firstConvolution(batch);
    ConvolutionShape second = shape.secondConvolution(batch);
    norm1 =
        new BatchNormReluInference(
            scope, precision, batch, shape.in(), shape.size(), shape.epsilon());
    convolution1 = new ConvolutionForward(scope, first, precision, false, Finish.BIAS_RELU);
    folded = new FoldedNorm(scope, first, shape.epsilon());
    convolution2 = shape.lastConvolution(scope, second, false);
    poolAndPad =
        shape.shortcut() == Shortcut.POOL_AND_PAD ? new PoolAndPad(scope, shape, batch) : null;
    inputBytes = shape.inputs(batch) * precision.bytes();
    outputBytes = shape.outputs(batch) * precision.bytes();
  }

  /** The version of the parameters that was copied last; negative for none. */
  long version() {
    return version;
  }

  /** Copies the current parameters; must be called before the runs that use them. */
  void update(Arena arena, UnitAddresses parameters, long parametersVersion) {
    version = parametersVersion;
    folded.update(parameters.weights1(), parameters.norm2());
    convolution1.pack(arena, folded.weights());
    convolution2.pack(arena, parameters.weights2());
  }

  void run(Arena arena, long input, long output, UnitAddresses parameters) {
    long activation1 = arena.address(Slot.FIRST, inputBytes);
    long activation2 = arena.address(Slot.SECOND, outputBytes);
    norm1.run(arena, input, activation1, parameters.norm1());
    convolution1.run(arena, activation1, activation2, folded.bias());
    long shortcut =
        switch (shape.shortcut()) {
          case NONE -> 0;
          case IDENTITY -> input;
          case IDENTITY_AFTER_ACTIVATION -> activation1;
          case POOL_AND_PAD -> poolAndPad.forward(arena, input);
        };
    convolution2.run(arena, activation2, output, shortcut);
  }

  @Override
  public void close() {
    scope.close();
  }
}
