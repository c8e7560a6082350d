package org.sparkresnet.nn.onednn;

import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.nn.kernels.Precision;

/**
 * Common configuration of the fast layers, whose inputs are NHWC images. DL4J's arrays between the
 * layers have the precisions that the layers state, float32 or bfloat16.
 */
public abstract class OneDnnLayer extends BaseLayer {
  private static final long serialVersionUID = 1L;

  private Precision precision = Precision.FLOAT32;

  /** For Jackson. */
  protected OneDnnLayer() {}

  /** Creates a layer of a network whose activations have this precision. */
  OneDnnLayer(Precision precision) {
    this.precision = precision;
    // DL4J's defaults are wrong for these layers, such as the activation sigmoid.
    setActivationFn(new ActivationIdentity());
    setBiasInit(0);
    setGainInit(1);
  }

  /** Parameters of the layer; equal for equal configurations. */
  abstract ParameterBlock parameters();

  /** A new engine, which the caller closes; the CPU has what the precision needs. */
  abstract LayerEngine createEngine();

  /** Precision of the input and of its gradient; the network's but for the first layer. */
  Precision inputPrecision() {
    return precision;
  }

  /** Precision of the output and of its gradient; the network's but for the last fast layer. */
  Precision outputPrecision() {
    return precision;
  }

  /** Shape of the output for this many images. */
  abstract long[] outputShape(long batch);

  /** Shape of the input for this many images: [b,h,w,c]. */
  abstract long[] inputShape(long batch);

  /** False if the input is an image, which needs no gradient. */
  abstract boolean propagatesGradient();

  /** Takes channels and size from the layer before this one. */
  abstract void setInput(long channels, long height, long width);

  @Override
  public final Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameterView,
      boolean initialize,
      DataType dataType) {
    if (dataType != DataType.FLOAT) {
      throw new IllegalStateException(
          "Layer %s computes in float32, cannot compute in: %s".formatted(layerName, dataType));
    }
    if (precision == Precision.BFLOAT16 && !OneDnn.hasBfloat16()) {
      throw new IllegalStateException(
          "Layer %s computes in bfloat16, which needs AVX512_CORE_BF16, cannot use: %s; set train.precision=float32"
              .formatted(layerName, OneDnn.instructionSet()));
    }
    OneDnnLayerRuntime layer = new OneDnnLayerRuntime(conf, dataType, this);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameterView);
    layer.setParamTable(initializer().init(conf, parameterView, initialize));
    layer.setConf(conf);
    return layer;
  }

  @Override
  public final ParameterBlock initializer() {
    return parameters();
  }

  @Override
  public final void setNIn(InputType type, boolean override) {
    InputType.InputTypeConvolutional image = images(type);
    setInput(image.getChannels(), image.getHeight(), image.getWidth());
  }

  /** The input's type, checked. */
  final InputType.InputTypeConvolutional images(InputType type) {
    if (!(type instanceof InputType.InputTypeConvolutional image)
        || image.getFormat() != CNN2DFormat.NHWC
        || image.getHeight() != image.getWidth()) {
      throw new IllegalStateException(
          "Input of layer %s must be square images in NHWC, cannot be: %s"
              .formatted(layerName, type));
    }
    return image;
  }

  @Override
  public final InputPreProcessor getPreProcessorForInputType(InputType type) {
    return null;
  }

  @Override
  public final boolean isPretrainParam(String key) {
    return false;
  }

  @Override
  public final IUpdater getUpdaterByParam(String key) {
    // As in DL4J's BatchNormalization: what is subtracted from running statistics is exact already.
    return parameters().isStatistic(key) ? new NoOp() : getIUpdater();
  }

  @Override
  public final LayerMemoryReport getMemoryReport(InputType type) {
    long count = parameters().numParams(this);
    return new LayerMemoryReport.Builder(layerName, getClass(), type, getOutputType(-1, type))
        .standardMemory(count, count)
        .workingMemory(0, 3 * type.arrayElementsPerExample(), 0, 6 * type.arrayElementsPerExample())
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OneDnnLayer that && super.equals(that) && precision == that.precision;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), precision);
  }

  public Precision getPrecision() {
    return precision;
  }

  /** For Jackson. */
  public void setPrecision(Precision precision) {
    this.precision = precision;
  }
}
