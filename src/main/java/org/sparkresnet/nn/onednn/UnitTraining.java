package org.sparkresnet.nn.onednn;

import org.bytedeco.dnnl.memory;
import org.sparkresnet.nn.kernels.Addition;
import org.sparkresnet.nn.kernels.Arena;
import org.sparkresnet.nn.kernels.Arena.Slot;
import org.sparkresnet.nn.kernels.BatchNormRelu;
import org.sparkresnet.nn.kernels.ConvolutionBackward;
import org.sparkresnet.nn.kernels.ConvolutionForward;
import org.sparkresnet.nn.kernels.ConvolutionForward.Finish;
import org.sparkresnet.nn.kernels.ConvolutionShape;
import org.sparkresnet.nn.kernels.NativeBuffer;
import org.sparkresnet.nn.kernels.NativeScope;
import org.sparkresnet.nn.kernels.Precision;

/** Kernels of a residual unit in training, for one batch size; all tensors in its precision. */
final class UnitTraining implements AutoCloseable {
  private final NativeScope scope = new NativeScope();
  private final UnitShape shape;
  private final BatchNormRelu norm1;
  private final ConvolutionForward convolution1;
  private final ConvolutionBackward convolution1Backward;
  private final BatchNormRelu norm2;
  private final ConvolutionForward convolution2;
  private final ConvolutionBackward convolution2Backward;
  private final Addition gradientSum;
  private final PoolAndPad poolAndPad;
  private final long inputBytes;
  private final long outputBytes;

  UnitTraining(UnitShape shape, long batch) {
    this.shape = shape;
    Precision precision = shape.precision();
    ConvolutionShape first = shape.firstConvolution(batch);
    ConvolutionShape second = shape.secondConvolution(batch);
    norm1 = new BatchNormRelu(scope, precision, batch, shape.in(), shape.size(), shape.epsilon());
    convolution1 = new ConvolutionForward(scope, first, precision, true, Finish.NONE);
    convolution1Backward = new ConvolutionBackward(scope, first, precision, true);
    norm2 =
        new BatchNormRelu(scope, precision, batch, shape.out(), shape.outSize(), shape.epsilon());
    convolution2 = shape.lastConvolution(scope, second, true);
    convolution2Backward = new ConvolutionBackward(scope, second, precision, true);
    memory.desc input = ConvolutionForward.input(first, precision);
    gradientSum = new Addition(scope, input, input);
    poolAndPad =
        shape.shortcut() == Shortcut.POOL_AND_PAD ? new PoolAndPad(scope, shape, batch) : null;
    inputBytes = shape.inputs(batch) * precision.bytes();
    outputBytes = shape.outputs(batch) * precision.bytes();
  }

  /** Addresses of the values that the forward pass saves for the backward pass. */
  record Saved(
      long activation1,
      BatchNormRelu.Saved norm1,
      long between,
      long activation2,
      BatchNormRelu.Saved norm2) {}

  /** Divides the buffer, grown to the needed size, among the values to save. */
  Saved allocate(NativeBuffer buffer) {
    long in = NativeBuffer.align(inputBytes);
    long out = NativeBuffer.align(outputBytes);
    long mask1 = NativeBuffer.align(norm1.maskBytes);
    long mask2 = NativeBuffer.align(norm2.maskBytes);
    long vectors = NativeBuffer.align(2L * (shape.in() + shape.out()) * Float.BYTES);
    long activation1 = buffer.address(in + 2 * out + mask1 + mask2 + vectors);
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
    long inner = arena.address(Slot.FIRST, outputBytes);
    convolution2Backward.weights(arena, saved.activation2(), outputGradient, gradients.weights2());
    convolution2Backward.data(arena, parameters.weights2(), outputGradient, inner);
    norm2.backward(
        arena, saved.between(), inner, inner, parameters.norm2(), gradients.norm2(), saved.norm2());
    long outer = arena.address(Slot.SECOND, inputBytes);
    convolution1Backward.weights(arena, saved.activation1(), inner, gradients.weights1());
    convolution1Backward.data(arena, parameters.weights1(), inner, outer);
    if (shape.shortcut() == Shortcut.IDENTITY_AFTER_ACTIVATION) {
      gradientSum.run(arena, outer, outputGradient, outer);
    }
    boolean sumFollows =
        shape.shortcut() == Shortcut.IDENTITY || shape.shortcut() == Shortcut.POOL_AND_PAD;
    long to = sumFollows ? outer : inputGradient;
    norm1.backward(arena, input, outer, to, parameters.norm1(), gradients.norm1(), saved.norm1());
    if (shape.shortcut() == Shortcut.IDENTITY) {
      gradientSum.run(arena, outputGradient, outer, inputGradient);
    } else if (shape.shortcut() == Shortcut.POOL_AND_PAD) {
      gradientSum.run(arena, poolAndPad.backward(arena, outputGradient), outer, inputGradient);
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
