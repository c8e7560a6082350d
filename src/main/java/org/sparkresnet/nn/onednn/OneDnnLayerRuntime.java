package org.sparkresnet.nn.onednn;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.sparkresnet.nn.kernels.Arena;
import org.sparkresnet.nn.kernels.Precision;

/**
 * Layer of a running network: passes the addresses of DL4J's arrays to an engine. Its native memory
 * is freed by close(), which the owner of the network calls through {@link OneDnnNetworks#close},
 * or after the network was garbage-collected.
 *
 * <p>Native code reads addresses that the garbage collector does not see. The fences keep the owner
 * of an address alive until the call ends.
 */
final class OneDnnLayerRuntime extends BaseLayer<OneDnnLayer> {
  private static final long serialVersionUID = 1L;
  private static final Cleaner CLEANER = Cleaner.create();

  private final transient LayerEngine engine;
  private final transient Cleaner.Cleanable cleanable;
  private final transient ParameterBlock block;

  OneDnnLayerRuntime(NeuralNetConfiguration conf, DataType dataType, OneDnnLayer layer) {
    super(conf, dataType);
    engine = layer.createEngine();
    block = layer.parameters();
    LayerEngine owned = engine;
    cleanable = CLEANER.register(this, owned::close);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray images = checkedInput();
    long batch = images.size(0);
    INDArray output =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS,
            typeOf(layerConf().outputPrecision()),
            layerConf().outputShape(batch),
            'c');
    try (Arena arena = Arena.borrow()) {
      long parameters = address(paramsFlattened);
      if (training) {
        engine.forward(arena, batch, address(images), address(output), parameters);
      } else {
        engine.infer(arena, batch, address(images), address(output), parameters);
      }
    } finally {
      Reference.reachabilityFence(images);
      Reference.reachabilityFence(this);
    }
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray outputGradient, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray images = checkedInput();
    INDArray gradient = dense(outputGradient, layerConf().outputPrecision());
    INDArray inputGradient =
        layerConf().propagatesGradient()
            ? workspaces.createUninitialized(
                ArrayType.ACTIVATION_GRAD, images.dataType(), images.shape(), 'c')
            : null;
    try (Arena arena = Arena.borrow()) {
      engine.backward(
          arena,
          images.size(0),
          address(images),
          address(gradient),
          inputGradient == null ? 0 : address(inputGradient),
          address(paramsFlattened),
          address(gradientsFlattened));
    } finally {
      Reference.reachabilityFence(images);
      Reference.reachabilityFence(gradient);
      Reference.reachabilityFence(this);
    }
    Gradient result = new DefaultGradient();
    for (Map.Entry<String, INDArray> entry : gradientViews.entrySet()) {
      result.setGradientFor(entry.getKey(), entry.getValue());
    }
    return new Pair<>(result, inputGradient);
  }

  /**
   * Overwrites the running statistics by the statistics of the minibatch of the last forward pass
   * of training.
   */
  void writeBatchStatistics() {
    try {
      engine.writeBatchStatistics(address(paramsFlattened));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** See {@link LayerEngine#holdParameters}. */
  void holdParameters(boolean held) {
    engine.holdParameters(held);
  }

  private INDArray checkedInput() {
    long[] expected = layerConf().inputShape(input.size(0));
    if (!Arrays.equals(input.shape(), expected)) {
      throw new IllegalArgumentException(
          "Input of layer %s must have the shape %s (NHWC), cannot have: %s"
              .formatted(
                  layerConf().getLayerName(),
                  Arrays.toString(expected),
                  Arrays.toString(input.shape())));
    }
    return dense(input, layerConf().inputPrecision());
  }

  /** The array itself if it has the precision, in c order and without gaps; else such a copy. */
  private static INDArray dense(INDArray array, Precision precision) {
    INDArray numbers = array.castTo(typeOf(precision));
    return numbers.ordering() == 'c' && Shape.hasDefaultStridesForShape(numbers)
        ? numbers
        : numbers.dup('c');
  }

  private static DataType typeOf(Precision precision) {
    return precision == Precision.FLOAT32 ? DataType.FLOAT : DataType.BFLOAT16;
  }

  private static long address(INDArray array) {
    return array.data().address() + array.offset() * array.data().getElementSize();
  }

  @Override
  public boolean updaterDivideByMinibatch(String key) {
    return !block.isStatistic(key);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public boolean hasBias() {
    return false;
  }

  @Override
  public void close() {
    cleanable.clean();
  }
}
