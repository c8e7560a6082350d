package org.sparkresnet.nn.onednn;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/** Common configuration of the fast layers, whose input are NHWC float32 images. */
public abstract class OneDnnLayer extends BaseLayer {
  private static final long serialVersionUID = 1L;

  /** For Jackson. */
  protected OneDnnLayer() {}

  /** Parameters of the layer; equal for equal configurations. */
  abstract ParameterBlock parameters();

  /** A new engine, which the caller closes. */
  abstract LayerEngine createEngine();

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
}
