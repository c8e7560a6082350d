package org.sparkresnet.nn.onednn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.javacpp.Pointer;

/**
 * The shortcut where a stage begins: averages of 2x2 pixels, and zeros in the channels that the
 * input lacks. oneDNN pools fast only between dense tensors, so the averages are copied among the
 * zeros, and the gradient out of them, in a pass of their own.
 */
final class PoolAndPad {
  private final Kernel pool;
  private final Kernel spread;
  private final Kernel gather;
  private final Kernel poolBackward;
  private final long padded;
  private final long pooledBytes;
  private final long inputBytes;

  PoolAndPad(NativeScope scope, UnitShape shape, long batch) {
    long[] two = {2, 2};
    long[] zero = {0, 0};
    int half = shape.outSize();
    memory.desc input = Layouts.nhwc(batch, shape.in(), shape.size(), shape.size());
    memory.desc dense = Layouts.nhwc(batch, shape.in(), half, half);
    memory.desc among = Layouts.nhwcChannels(batch, shape.in(), half, half, shape.out());
    pooling_forward.primitive_desc forPool =
        new pooling_forward.primitive_desc(
            OneDnn.engine(),
            prop_kind.forward_training,
            algorithm.pooling_avg_exclude_padding,
            input,
            dense,
            two,
            two,
            zero,
            zero,
            zero,
            Layouts.attributes(),
            false);
    pooling_backward.primitive_desc forBackward =
        new pooling_backward.primitive_desc(
            OneDnn.engine(),
            algorithm.pooling_avg_exclude_padding,
            input,
            dense,
            two,
            two,
            zero,
            zero,
            zero,
            forPool,
            Layouts.attributes(),
            false);
    pool =
        Kernel.of(scope, new pooling_forward(forPool), forPool)
            .arg(dnnl.DNNL_ARG_SRC, input)
            .arg(dnnl.DNNL_ARG_DST, dense)
            .build();
    poolBackward =
        Kernel.of(scope, new pooling_backward(forBackward), forBackward)
            .arg(dnnl.DNNL_ARG_DIFF_SRC, input)
            .arg(dnnl.DNNL_ARG_DIFF_DST, dense)
            .build();
    spread = Layouts.reorder(scope, dense, among);
    gather = Layouts.reorder(scope, among, dense);
    pooledBytes = dense.get_size();
    inputBytes = input.get_size();
    long paddedBytes = shape.outputs(batch) * Float.BYTES;
    padded = scope.allocate(paddedBytes);
    // The channels that the input lacks are never written again.
    Pointer.memset(new NativeBuffer.Address().at(padded), 0, paddedBytes);
  }

  /** Address of the shortcut's value, valid until the next call. */
  long forward(Arena arena, long input) {
    long pooled = arena.address(Arena.Slot.THIRD, pooledBytes);
    pool.bind(dnnl.DNNL_ARG_SRC, input).bind(dnnl.DNNL_ARG_DST, pooled).run(arena);
    spread.bind(dnnl.DNNL_ARG_FROM, pooled).bind(dnnl.DNNL_ARG_TO, padded).run(arena);
    return padded;
  }

  /** Address of the gradient of the input in working memory. */
  long backward(Arena arena, long outputGradient) {
    long both = arena.address(Arena.Slot.THIRD, NativeBuffer.align(inputBytes) + pooledBytes);
    long pooled = both + NativeBuffer.align(inputBytes);
    gather.bind(dnnl.DNNL_ARG_FROM, outputGradient).bind(dnnl.DNNL_ARG_TO, pooled).run(arena);
    poolBackward.bind(dnnl.DNNL_ARG_DIFF_DST, pooled).bind(dnnl.DNNL_ARG_DIFF_SRC, both).run(arena);
    return both;
  }
}
