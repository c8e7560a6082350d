package org.sparkresnet.nn.onednn;

import org.sparkresnet.nn.onednn.ConvolutionForward.Finish;

/** The kernels of a residual unit in training, for one batch size. */
final class UnitTraining implements AutoCloseable {
  private final NativeScope scope = new NativeScope();
  private final UnitShape shape;
  private final BatchNormRelu norm1;
  private final ConvolutionForward convolution1;
  private final ConvolutionBackward convolution1Backward;
  private final BatchNormRelu norm2;
  private final ConvolutionForward convolution2;
  private final ConvolutionBackward convolution2Backward;
  private final Addition inputAddition;
  private final PoolAndPad poolAndPad;
  private final long inputBytes;
  private final long outputBytes;

  UnitTraining(UnitShape shape, long batch) {
    this.shape = shape;
    norm1 = new BatchNormRelu(scope, batch, shape.in(), shape.size(), shape.epsilon());
    convolution1 = new ConvolutionForward(scope, shape.firstConvolution(batch), true, Finish.NONE);
    convolution1Backward = new ConvolutionBackward(scope, convolution1, true);
    norm2 = new BatchNormRelu(scope, batch, shape.out(), shape.outSize(), shape.epsilon());
    convolution2 =
        new ConvolutionForward(
            scope,
            shape.secondConvolution(batch),
            true,
            shape.shortcut() == Shortcut.NONE ? Finish.NONE : Finish.ADD);
    convolution2Backward = new ConvolutionBackward(scope, convolution2, true);
    inputAddition = new Addition(scope, convolution1.source);
    poolAndPad =
        shape.shortcut() == Shortcut.POOL_AND_PAD ? new PoolAndPad(scope, shape, batch) : null;
    inputBytes = shape.inputs(batch) * Float.BYTES;
    outputBytes = shape.outputs(batch) * Float.BYTES;
  }

  /** Where the forward pass leaves what the backward pass needs. */
  record Saved(
      long activation1,
      BatchNormRelu.Saved norm1,
      long between,
      long activation2,
      BatchNormRelu.Saved norm2) {}

  /** Lays out what has to be saved in one piece of memory that is made large enough. */
  Saved allocate(NativeBuffer memory) {
    long in = NativeBuffer.align(inputBytes);
    long out = NativeBuffer.align(outputBytes);
    long mask1 = NativeBuffer.align(norm1.maskBytes);
    long mask2 = NativeBuffer.align(norm2.maskBytes);
    long vectors = NativeBuffer.align(2L * (shape.in() + shape.out()) * Float.BYTES);
    long activation1 = memory.address(in + 2 * out + mask1 + mask2 + vectors);
    long between = activation1 + in;
    long activation2 = between + out;
    long mean1 = activation2 + out + mask1 + mask2;
    long mean2 = mean1 + 2L * shape.in() * Float.BYTES;
    return new Saved(
        activation1,
        new BatchNormRelu.Saved(mean1, mean1 + (long) shape.in() * Float.BYTES, activation2 + out),
        between,
        activation2,
        new BatchNormRelu.Saved(
            mean2, mean2 + (long) shape.out() * Float.BYTES, activation2 + out + mask1));
  }

  void forward(Arena arena, long input, long output, UnitAddresses parameters, Saved saved) {
    convolution1.pack(arena, parameters.weights1());
    convolution2.pack(arena, parameters.weights2());
    norm1.forward(arena, input, saved.activation1(), parameters.norm1(), saved.norm1());
    convolution1.run(arena, saved.activation1(), saved.between(), 0);
    norm2.forward(arena, saved.between(), saved.activation2(), parameters.norm2(), saved.norm2());
    long shortcut =
        switch (shape.shortcut()) {
          case NONE -> 0;
          case IDENTITY -> input;
          case IDENTITY_AFTER_ACTIVATION -> saved.activation1();
          case POOL_AND_PAD -> poolAndPad.forward(arena, input);
        };
    convolution2.run(arena, saved.activation2(), output, shortcut);
  }

  /** Writes the gradients of gammas, betas and weights, and the gradient of the input. */
  void backward(
      Arena arena,
      long input,
      long outputGradient,
      long inputGradient,
      UnitAddresses parameters,
      UnitAddresses gradients,
      Saved saved) {
    long inner = arena.address(Arena.Slot.FIRST, outputBytes);
    convolution2Backward.weights(arena, saved.activation2(), outputGradient, gradients.weights2());
    convolution2Backward.data(arena, parameters.weights2(), outputGradient, inner);
    norm2.backward(
        arena, saved.between(), inner, inner, parameters.norm2(), gradients.norm2(), saved.norm2());
    long outer = arena.address(Arena.Slot.SECOND, inputBytes);
    convolution1Backward.weights(arena, saved.activation1(), inner, gradients.weights1());
    convolution1Backward.data(arena, parameters.weights1(), inner, outer);
    if (shape.shortcut() == Shortcut.IDENTITY_AFTER_ACTIVATION) {
      inputAddition.run(arena, outer, outputGradient);
    }
    norm1.backward(
        arena, input, outer, inputGradient, parameters.norm1(), gradients.norm1(), saved.norm1());
    if (shape.shortcut() == Shortcut.IDENTITY) {
      inputAddition.run(arena, inputGradient, outputGradient);
    } else if (shape.shortcut() == Shortcut.POOL_AND_PAD) {
      inputAddition.run(arena, inputGradient, poolAndPad.backward(arena, outputGradient));
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
