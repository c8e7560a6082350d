package org.sparkresnet.nn.onednn;

import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;

/** Adds one tensor to another in place. */
final class Addition {
  private final Kernel kernel;

  Addition(NativeScope scope, memory.desc layout) {
    binary.primitive_desc description =
        new binary.primitive_desc(
            OneDnn.engine(),
            algorithm.binary_add,
            layout,
            layout,
            layout,
            Layouts.attributes(),
            false);
    kernel =
        Kernel.of(scope, new binary(description), description)
            .arg(dnnl.DNNL_ARG_SRC_0, layout)
            .arg(dnnl.DNNL_ARG_SRC_1, layout)
            .arg(dnnl.DNNL_ARG_DST, layout)
            .build();
  }

  void run(Arena arena, long sum, long addend) {
    kernel
        .bind(dnnl.DNNL_ARG_SRC_0, sum)
        .bind(dnnl.DNNL_ARG_SRC_1, addend)
        .bind(dnnl.DNNL_ARG_DST, sum)
        .run(arena);
  }
}
