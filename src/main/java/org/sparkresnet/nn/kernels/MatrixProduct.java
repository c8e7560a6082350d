package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/**
 * Product of two square matrices, to measure the speed of a core's multiply-add units: of all
 * kernels it comes nearest to their peak.
 */
public final class MatrixProduct {
  private final Kernel kernel;
  private final long side;

  /** Creates the kernel for matrices of this many rows and columns. */
  public MatrixProduct(NativeScope scope, Precision precision, int side) {
    this.side = side;
    memory.desc matrix =
        new memory.desc(new long[] {side, side}, precision.type(), memory.format_tag.ab);
    matmul.primitive_desc description =
        new matmul.primitive_desc(
            OneDnn.engine(), matrix, matrix, matrix, Layouts.attributes(), false);
    kernel =
        Kernel.of(scope, new matmul(description), description)
            .arg(dnnl.DNNL_ARG_SRC, matrix)
            .arg(dnnl.DNNL_ARG_WEIGHTS, matrix)
            .arg(dnnl.DNNL_ARG_DST, matrix)
            .build();
  }

  /** Floating-point operations of one run: a multiplication and an addition for each product. */
  public long operations() {
    return 2 * side * side * side;
  }

  /** Multiplies two matrices at these addresses, row-major. */
  public void run(Arena arena, long first, long second, long product) {
    kernel
        .bind(dnnl.DNNL_ARG_SRC, first)
        .bind(dnnl.DNNL_ARG_WEIGHTS, second)
        .bind(dnnl.DNNL_ARG_DST, product)
        .run(arena);
  }
}
