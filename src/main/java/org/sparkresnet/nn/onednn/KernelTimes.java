package org.sparkresnet.nn.onednn;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.PointerScope;
import org.sparkresnet.nn.kernels.Addition;
import org.sparkresnet.nn.kernels.Arena;
import org.sparkresnet.nn.kernels.AveragePooling;
import org.sparkresnet.nn.kernels.BatchNormParameters;
import org.sparkresnet.nn.kernels.BatchNormRelu;
import org.sparkresnet.nn.kernels.BatchNormReluInference;
import org.sparkresnet.nn.kernels.ConvolutionBackward;
import org.sparkresnet.nn.kernels.ConvolutionForward;
import org.sparkresnet.nn.kernels.ConvolutionForward.Finish;
import org.sparkresnet.nn.kernels.ConvolutionShape;
import org.sparkresnet.nn.kernels.MatrixProduct;
import org.sparkresnet.nn.kernels.NativeBuffer;
import org.sparkresnet.nn.kernels.NativeScope;
import org.sparkresnet.nn.kernels.Precision;

/** Sums the best times of a layer's kernels, each run alone on its own memory. */
final class KernelTimes implements AutoCloseable {
  /** Rows of the matrices of the peak; which are fastest depends on the caches. */
  private static final int[] MATRIX_SIDES = {192, 384, 768};

  private final NativeScope scope = new NativeScope();
  private final Arena arena = Arena.borrow();
  private final int repetitions;
  private double forwardSeconds;
  private double trainingSeconds;
  private long trainingOperations;

  KernelTimes(int repetitions) {
    this.repetitions = repetitions;
  }

  double forwardSeconds() {
    return forwardSeconds;
  }

  double trainingSeconds() {
    return trainingSeconds;
  }

  /** Floating-point operations of the convolutions that were timed, forward and backward. */
  long trainingOperations() {
    return trainingOperations;
  }

  /** Operations a second of the fastest matrix product: the peak that a kernel can come near. */
  double peak(Precision precision) {
    double[] fastest = new double[1];
    for (int side : MATRIX_SIDES) {
      inScope(
          () -> {
            MatrixProduct product = new MatrixProduct(scope, precision, side);
            long first = tensor((long) side * side);
            long second = tensor((long) side * side);
            long result = tensor((long) side * side);
            double seconds = best(() -> product.run(arena, first, second, result));
            fastest[0] = Math.max(fastest[0], product.operations() / seconds);
          });
    }
    return fastest[0];
  }

  void stem(ConvolutionShape shape, Precision precision) {
    inScope(() -> convolution(shape, precision, false));
  }

  void head(long batch, long channels, long size) {
    inScope(
        () -> {
          norm(Precision.FLOAT32, batch, channels, size);
          AveragePooling average = AveragePooling.global(scope, batch, channels, size);
          long image = tensor(batch * size * size * channels);
          long pixel = tensor(batch * channels);
          addForward(best(() -> average.forward(arena, image, pixel)));
          trainingSeconds += best(() -> average.backward(arena, pixel, image));
        });
  }

  void unit(UnitShape shape, long batch) {
    inScope(
        () -> {
          norm(shape.precision(), batch, shape.in(), shape.size());
          convolution(shape.firstConvolution(batch), shape.precision(), true);
          norm(shape.precision(), batch, shape.out(), shape.outSize());
          convolution(shape.secondConvolution(batch), shape.precision(), true);
          shortcut(shape, batch);
        });
  }

  private void shortcut(UnitShape shape, long batch) {
    if (shape.shortcut() == Shortcut.NONE) {
      return;
    }
    memory.desc inputs = ConvolutionForward.input(shape.firstConvolution(batch), shape.precision());
    memory.desc outputs =
        ConvolutionForward.output(shape.secondConvolution(batch), shape.precision());
    long input = tensor(shape.inputs(batch));
    long output = tensor(shape.outputs(batch));
    long addend = tensor(shape.outputs(batch));
    Addition forward = new Addition(scope, outputs, outputs);
    Addition backward = new Addition(scope, inputs, inputs);
    addForward(best(() -> forward.run(arena, output, addend, output)));
    trainingSeconds += best(() -> backward.run(arena, input, input, input));
    if (shape.shortcut() == Shortcut.POOL_AND_PAD) {
      PoolAndPad pool = new PoolAndPad(scope, shape, batch);
      addForward(best(() -> pool.forward(arena, input)));
      trainingSeconds += best(() -> pool.backward(arena, output));
    }
  }

  private void convolution(ConvolutionShape shape, Precision precision, boolean withData) {
    ConvolutionForward forward = new ConvolutionForward(scope, shape, precision, true, Finish.NONE);
    ConvolutionBackward backward = new ConvolutionBackward(scope, shape, precision, withData);
    long input = tensor(shape.batch() * shape.in() * shape.size() * shape.size());
    long output = tensor(shape.outputs());
    long weights = tensor(shape.weights());
    forward.pack(arena, weights);
    trainingOperations += (withData ? 6L : 4L) * shape.multiplyAdds();
    addForward(best(() -> forward.run(arena, input, output, 0)));
    trainingSeconds += best(() -> backward.weights(arena, input, output, weights));
    if (withData) {
      trainingSeconds += best(() -> backward.data(arena, weights, output, input));
    }
  }

  private void norm(Precision precision, long batch, long channels, long size) {
    long count = batch * size * size * channels;
    BatchNormRelu training = new BatchNormRelu(scope, precision, batch, channels, size, 1e-5);
    BatchNormReluInference inference =
        new BatchNormReluInference(scope, precision, batch, channels, size, 1e-5);
    long input = tensor(count);
    long output = tensor(count);
    BatchNormParameters parameters = new BatchNormParameters(tensor(4 * channels), channels);
    BatchNormParameters gradients = new BatchNormParameters(tensor(4 * channels), channels);
    long mean = tensor(2 * channels);
    BatchNormRelu.Saved saved =
        new BatchNormRelu.Saved(
            mean, mean + channels * Float.BYTES, scope.allocate(training.maskBytes));
    forwardSeconds += best(() -> inference.run(arena, input, output, parameters));
    trainingSeconds += best(() -> training.forward(arena, input, output, parameters, saved));
    trainingSeconds +=
        best(() -> training.backward(arena, input, output, output, parameters, gradients, saved));
  }

  private void addForward(double seconds) {
    forwardSeconds += seconds;
    trainingSeconds += seconds;
  }

  /**
   * Fills a tensor with numbers that are neither zero nor denormal, because these change a kernel's
   * speed.
   */
  private long tensor(long count) {
    long address = scope.allocate(count * Float.BYTES);
    float[] pattern = new float[(int) Math.min(count, 4096)];
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] = 0.01f + (i % 17) * 0.005f;
    }
    for (long i = 0; i < count; i += pattern.length) {
      int length = (int) Math.min(pattern.length, count - i);
      NativeBuffer.floats(address + i * Float.BYTES, length).put(0L, pattern, 0, length);
    }
    return address;
  }

  private double best(Runnable kernel) {
    kernel.run();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < repetitions; i++) {
      long start = System.nanoTime();
      kernel.run();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1e9;
  }

  private static void inScope(Runnable work) {
    PointerScope temporaries = new PointerScope();
    try {
      work.run();
    } finally {
      temporaries.close();
    }
  }

  @Override
  public void close() {
    arena.close();
    scope.close();
  }
}
