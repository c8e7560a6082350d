package org.sparkresnet.nn.onednn;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;
import org.sparkresnet.nn.kernels.Arena;
import org.sparkresnet.nn.kernels.AveragePooling;
import org.sparkresnet.nn.kernels.Kernel;
import org.sparkresnet.nn.kernels.Layouts;
import org.sparkresnet.nn.kernels.NativeBuffer;
import org.sparkresnet.nn.kernels.NativeScope;
import org.sparkresnet.nn.kernels.Precision;

/**
 * Shortcut at the beginning of a stage: averages of 2x2 pixels, and zeros in the channels that the
 * input lacks. oneDNN pools fast only between dense tensors, so a separate pass copies the averages
 * between the zeros, and the gradient back.
 */
final class PoolAndPad {
  private final AveragePooling pooling;
  private final Kernel spread;
  private final Kernel gather;
  private final long padded;
  private final long pooledBytes;
  private final long inputBytes;

  PoolAndPad(NativeScope scope, UnitShape shape, long batch) {
    int half = shape.outSize();
    Precision precision = shape.precision();
    memory.desc input = Layouts.nhwc(precision, batch, shape.in(), shape.size(), shape.size());
    memory.desc dense = Layouts.nhwc(precision, batch, shape.in(), half, half);
    memory.desc among = Layouts.nhwcChannels(precision, batch, shape.in(), half, half, shape.out());
    pooling = new AveragePooling(scope, input, dense, 2);
    spread = Layouts.reorder(scope, dense, among);
    gather = Layouts.reorder(scope, among, dense);
    pooledBytes = dense.get_size();
    inputBytes = input.get_size();
    long paddedBytes = shape.outputs(batch) * precision.bytes();
    padded = scope.allocate(paddedBytes);
    // The channels that the input lacks are never written again.
    Pointer.memset(new NativeBuffer.Address().at(padded), 0, paddedBytes);
  }

  /** Address of the shortcut's value, valid until the next call. */
  long forward(Arena arena, long input) {
    long pooled = arena.address(Arena.Slot.THIRD, pooledBytes);
    pooling.forward(arena, input, pooled);
    spread.run(arena, pooled, padded);
    return padded;
  }

  /** Address of the gradient of the input in working memory. */
  long backward(Arena arena, long outputGradient) {
    long both = arena.address(Arena.Slot.THIRD, NativeBuffer.align(inputBytes) + pooledBytes);
    long pooled = both + NativeBuffer.align(inputBytes);
    gather.run(arena, outputGradient, pooled);
    pooling.backward(arena, pooled, both);
    return both;
  }
}
