package org.sparkresnet.nn.onednn;

import org.sparkresnet.nn.onednn.Arena.Slot;
import org.sparkresnet.nn.onednn.ConvolutionForward.Finish;

/**
 * The kernels of a residual unit in inference, for one number of images. The second batch
 * normalisation is folded into the first convolution.
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

  UnitInference(UnitShape shape, long batch) {
    this.shape = shape;
    norm1 = new BatchNormReluInference(scope, batch, shape.in(), shape.size(), shape.epsilon());
    ConvolutionShape first = shape.firstConvolution(batch);
    convolution1 = new ConvolutionForward(scope, first, false, Finish.BIAS_RELU);
    folded = new FoldedNorm(scope, first, shape.epsilon());
    convolution2 =
        new ConvolutionForward(
            scope,
            shape.secondConvolution(batch),
            false,
            shape.shortcut() == Shortcut.NONE ? Finish.NONE : Finish.ADD);
    poolAndPad =
        shape.shortcut() == Shortcut.POOL_AND_PAD ? new PoolAndPad(scope, shape, batch) : null;
    inputBytes = shape.inputs(batch) * Float.BYTES;
    outputBytes = shape.outputs(batch) * Float.BYTES;
  }

  /** Takes over the current parameters; to be called before the runs that shall use them. */
  void update(Arena arena, UnitAddresses parameters) {
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
