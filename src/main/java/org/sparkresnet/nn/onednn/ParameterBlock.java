package org.sparkresnet.nn.onednn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sparkresnet.nn.kernels.ConvolutionShape;

/**
 * Parameters of a layer, in the order of the stock layers that it replaces. Initial values come
 * from the same random numbers in the same order as those of the stock layers.
 */
final class ParameterBlock implements ParamInitializer {
  // No index by name: DL4J asks a layer for a new block several times a minibatch.
  private final List<Parameter> parameters;

  private enum Role {
    ONES,
    ZEROS,
    RUNNING_ZEROS,
    RUNNING_ONES,
    WEIGHTS;

    private static final Set<Role> STATISTICS = Set.of(RUNNING_ZEROS, RUNNING_ONES);
  }

  /** Vector of {@code in} numbers if kernel is 0, else weights [out,in,kernel,kernel]. */
  private record Parameter(String key, Role role, long out, long in, long kernel, long stride) {
    long[] shape() {
      return kernel == 0 ? new long[] {1, in} : new long[] {out, in, kernel, kernel};
    }

    long length() {
      return kernel == 0 ? in : out * in * kernel * kernel;
    }
  }

  private ParameterBlock(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  private boolean has(String key, Set<Role> roles) {
    for (Parameter parameter : parameters) {
      if (parameter.key().equals(key)) {
        return roles.contains(parameter.role());
      }
    }
    return false;
  }

  /** Collects the parameters in the order of the flat vector. */
  static final class Builder {
    private final List<Parameter> parameters = new ArrayList<>();

    /** Adds DL4J's gamma, beta, mean and var, with a suffix. */
    Builder batchNorm(String suffix, long channels) {
      parameters.add(new Parameter("gamma" + suffix, Role.ONES, 1, channels, 0, 1));
      parameters.add(new Parameter("beta" + suffix, Role.ZEROS, 1, channels, 0, 1));
      parameters.add(new Parameter("mean" + suffix, Role.RUNNING_ZEROS, 1, channels, 0, 1));
      parameters.add(new Parameter("var" + suffix, Role.RUNNING_ONES, 1, channels, 0, 1));
      return this;
    }

    /** Adds weights [out,in,3,3] in c order. */
    Builder convolution(String key, long in, long out, long stride) {
      parameters.add(new Parameter(key, Role.WEIGHTS, out, in, ConvolutionShape.KERNEL, stride));
      return this;
    }

    ParameterBlock build() {
      return new ParameterBlock(parameters);
    }
  }

  /** True for running means and variances, which no optimiser may change. */
  boolean isStatistic(String key) {
    return has(key, Role.STATISTICS);
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return parameters.stream().mapToLong(Parameter::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return parameters.stream().map(Parameter::key).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return parameters.stream()
        .filter(parameter -> parameter.role() == Role.WEIGHTS)
        .map(Parameter::key)
        .toList();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return has(key, Set.of(Role.WEIGHTS));
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return false;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray view, boolean initializeParams) {
    Map<String, INDArray> arrays = views(view);
    for (Parameter parameter : parameters) {
      conf.addVariable(parameter.key());
      if (initializeParams) {
        initialize(parameter, arrays.get(parameter.key()), (BaseLayer) conf.getLayer());
      }
    }
    return Collections.synchronizedMap(arrays);
  }

  private static void initialize(Parameter parameter, INDArray array, BaseLayer layer) {
    switch (parameter.role()) {
      case ONES, RUNNING_ONES -> array.assign(1);
      case ZEROS, RUNNING_ZEROS -> array.assign(0);
      case WEIGHTS -> {
        double pixels = parameter.kernel() * parameter.kernel();
        double fanIn = parameter.in() * pixels;
        double fanOut = parameter.out() * pixels / (parameter.stride() * parameter.stride());
        INDArray flat = array.reshape(array.length());
        layer.getWeightInitFn().init(fanIn, fanOut, parameter.shape(), 'c', flat);
      }
    }
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return views(gradientView);
  }

  private Map<String, INDArray> views(INDArray flat) {
    INDArray row = flat.reshape(flat.length());
    Map<String, INDArray> views = new LinkedHashMap<>();
    long offset = 0;
    for (Parameter parameter : parameters) {
      long end = offset + parameter.length();
      views.put(
          parameter.key(),
          row.get(NDArrayIndex.interval(offset, end)).reshape('c', parameter.shape()));
      offset = end;
    }
    return views;
  }
}
