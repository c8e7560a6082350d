package org.sparkresnet.nn.export;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.ModelDescription;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.ResNet;

/** Models for tests, whose scales, shifts and running statistics are those of no new network. */
final class ExportedModels {
  private ExportedModels() {}

  static ExportedModel of(int depth, boolean residual, int classes) {
    NetworkConfig network = new NetworkConfig(depth, residual, classes);
    ComputationGraph graph = ResNet.create(network, LayerSet.STOCK, new Sgd(), 0, 7);
    try (INDArray initial = graph.params().dup('c')) {
      float[] values = initial.data().asFloat();
      Random random = new Random(depth);
      for (ParameterLayout.Slice slice : ParameterLayout.of(graph).slices()) {
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          float noise = (float) random.nextGaussian();
          switch (slice.kind()) {
            case WEIGHT -> {} // as it was
            case BIAS, SHIFT, RUNNING_MEAN -> values[i] = 0.3f * noise;
            case SCALE -> values[i] = 1 + 0.2f * noise;
            case RUNNING_VARIANCE -> values[i] = 0.5f + 2 * random.nextFloat();
          }
        }
      }
      ClassNames names =
          classes == ClassNames.CIFAR_10.size()
              ? ClassNames.CIFAR_10
              : new ClassNames(IntStream.range(0, classes).mapToObj(i -> "tree \"" + i).toList());
      Normalization normalization =
          new Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.247, 0.2435, 0.2616));
      return new ExportedModel(
          network,
          values,
          names,
          normalization,
          "a".repeat(64),
          Optional.of("trees@v000003"),
          Optional.of(
              ModelDescription.of(names, normalization, OptionalDouble.of(0.75), "d".repeat(64))));
    }
  }
}
