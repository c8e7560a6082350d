package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;

/** Adds two tensors of the same shape; the sum may be written over either. */
public final class Addition {
  private final Kernel kernel;

  /** Creates the kernel; the sum has the layout of the first tensor. */
  public Addition(NativeScope scope, memory.desc first, memory.desc second) {
    binary.primitive_desc description =
        new binary.primitive_desc(
            OneDnn.engine(),
            algorithm.binary_add,
            first,
            second,
            first,
            Layouts.attributes(),
            false);
    kernel =
        Kernel.of(scope, new binary(description), description)
            .arg(dnnl.DNNL_ARG_SRC_0, first)
            .arg(dnnl.DNNL_ARG_SRC_1, second)
            .arg(dnnl.DNNL_ARG_DST, first)
            .build();
  }

  public void run(Arena arena, long first, long second, long sum) {
    kernel
        .bind(dnnl.DNNL_ARG_SRC_0, first)
        .bind(dnnl.DNNL_ARG_SRC_1, second)
        .bind(dnnl.DNNL_ARG_DST, sum)
        .run(arena);
  }
}
