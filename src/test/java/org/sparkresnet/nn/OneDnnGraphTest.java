package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.onednn.OneDnnNetworks;

/**
 * The oneDNN network against the stock one. Depth 14 has every kind of shortcut. Images of 12x12
 * keep the stock layers fast; 12, 6 and 3 pixels also exercise odd sizes.
 */
class OneDnnGraphTest {
  private static final int SIZE = 12;

  /**
   * Relative error (of the 2-norm) that float32 allows: rounding of 2^-24 grows with the root of
   * the number of terms, at most 16 x 144 here, and through 13 layers and 3 steps; seen: at most
   * 4e-5.
   */
  private static final double TOLERANCE = 1e-4;

  /**
   * Of gradients, parameter by parameter. An activation within rounding of zero can pass ReLU in
   * one network and not in the other, which changes a gradient by one of its terms; seen: 7e-4 with
   * the kernels of an Intel Xeon, 8e-3 with those of an AMD EPYC. A wrong term is of the gradient's
   * own size.
   */
  private static final double GRADIENT_TOLERANCE = 2e-2;

  @BeforeEach
  void oneThread() {
    OmpThreads.set(1);
  }

  static Stream<Arguments> cases() {
    return Stream.of(true, false)
        .flatMap(residual -> Stream.of(1, 2, 5, 16).map(batch -> Arguments.of(residual, batch)));
  }

  /** Every step starts from equal parameters and momentum; see the next test for why. */
  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithStockLayers(boolean residual, int batch) {
    ComputationGraph stock = network(residual, LayerSet.STOCK, DataType.FLOAT);
    ComputationGraph fast = network(residual, LayerSet.ONEDNN, DataType.FLOAT);
    randomise(stock.params(), fast.params());
    for (int step = 0; step < 3; step++) {
      DataSet data = data(batch, step);
      INDArray features = data.getFeatures();
      assertThat(error(fast.outputSingle(features), stock.outputSingle(features)))
          .isLessThan(TOLERANCE);
      assertThat(fast.score(data, true)).isCloseTo(stock.score(data, true), within(1e-4));
      stock.fit(data);
      fast.fit(data);
      assertThat(fast.score()).isCloseTo(stock.score(), within(1e-4));
      assertParametersAgree(stock, fast.gradient().gradient(), stock.gradient().gradient());
      assertParametersAgree(stock, fast.params(), stock.params());
      INDArray momentum = stock.getUpdater().getStateViewArray();
      assertThat(error(fast.getUpdater().getStateViewArray(), momentum))
          .isLessThan(GRADIENT_TOLERANCE);
      fast.params().assign(stock.params());
      fast.getUpdater().setStateViewArray(momentum);
    }
  }

  /**
   * Left alone, the two drift apart as ReLUs flip: after three steps by about as much as stock
   * float32 from stock float64 layers (3.3e-4 of the parameters' norm for a plain network, batch
   * 16, both).
   */
  @ParameterizedTest
  @MethodSource("cases")
  void staysWithStockLayersForThreeSteps(boolean residual, int batch) {
    ComputationGraph stock = network(residual, LayerSet.STOCK, DataType.FLOAT);
    ComputationGraph fast = network(residual, LayerSet.ONEDNN, DataType.FLOAT);
    for (int step = 0; step < 3; step++) {
      stock.fit(data(batch, step));
      fast.fit(data(batch, step));
    }
    assertThat(error(fast.params(), stock.params())).isLessThan(2e-3);
  }

  /** Stock layers in double precision are checked against central differences elsewhere. */
  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAgreeWithDoublePrecision(boolean residual, int batch) {
    ComputationGraph exact = network(residual, LayerSet.STOCK, DataType.DOUBLE);
    ComputationGraph fast = network(residual, LayerSet.ONEDNN, DataType.FLOAT);
    randomise(fast.params(), exact.params());
    DataSet data = data(batch, 3);
    gradient(fast, data, DataType.FLOAT);
    gradient(exact, data, DataType.DOUBLE);
    assertThat(fast.score()).isCloseTo(exact.score(), within(1e-4));
    assertThat(error(fast.getFlattenedGradients(), exact.getFlattenedGradients()))
        .isLessThan(TOLERANCE);
  }

  private static void gradient(ComputationGraph network, DataSet data, DataType type) {
    network.setInputs(data.getFeatures().castTo(type));
    network.setLabels(data.getLabels().castTo(type));
    network.computeGradientAndScore();
  }

  @Test
  void directionalDerivativeAgreesWithCentralDifferences() {
    ComputationGraph fast = network(true, LayerSet.ONEDNN, DataType.FLOAT);
    DataSet data = data(8, 4);
    gradient(fast, data, DataType.FLOAT);
    INDArray gradient = trainable(fast, fast.getFlattenedGradients());
    INDArray start = fast.params().dup();
    // Along the gradient the loss changes most, so that rounding of the loss matters least.
    double norm = gradient.norm2Number().doubleValue();
    double step = 2e-3;
    INDArray move = gradient.mul(step / norm);
    double up = lossAt(fast, start.add(move), data);
    double down = lossAt(fast, start.sub(move), data);
    // computeGradientAndScore sums over the minibatch, the loss is its mean.
    assertThat((up - down) / (2 * step)).isCloseTo(norm / 8, within(0.01 * norm / 8));
  }

  private static double lossAt(ComputationGraph network, INDArray parameters, DataSet data) {
    network.params().assign(parameters);
    gradient(network, data, DataType.FLOAT);
    return network.score();
  }

  /** The gradient without the pseudo-gradients of running statistics. */
  private static INDArray trainable(ComputationGraph network, INDArray gradient) {
    INDArray result = gradient.dup().reshape(gradient.length());
    for (ParameterLayout.Slice slice : stockLayout()) {
      if (!slice.kind().trainable()) {
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          result.putScalar(i, 0);
        }
      }
    }
    return result.reshape(network.params().shape());
  }

  @ParameterizedTest
  @MethodSource("depths")
  void startsWithTheParametersOfTheStockNetwork(int depth, boolean residual) {
    NetworkConfig config = new NetworkConfig(depth, residual);
    ComputationGraph stock =
        ResNet.create(config, LayerSet.STOCK, new Nesterovs(0.1, 0.9), 1e-4, 5);
    ComputationGraph fast =
        ResNet.create(config, LayerSet.ONEDNN, new Nesterovs(0.1, 0.9), 1e-4, 5);
    assertThat(fast.params().toFloatVector()).isEqualTo(stock.params().toFloatVector());
  }

  static Stream<Arguments> depths() {
    return Stream.of(
        Arguments.of(8, true),
        Arguments.of(20, true),
        Arguments.of(20, false),
        Arguments.of(56, true));
  }

  @Test
  void givesTheSameBitsTwice() {
    assertThat(trainedParameters()).isEqualTo(trainedParameters());
  }

  @Test
  void givesTheSameBitsInTwoThreadsAtOnceAsAlone() {
    float[] alone = trainedParameters();
    List<float[]> together =
        Stream.of(1, 2).parallel().map(unused -> trainedInOwnThread()).toList();
    assertThat(together).allSatisfy(parameters -> assertThat(parameters).isEqualTo(alone));
  }

  private static float[] trainedInOwnThread() {
    float[][] result = new float[1][];
    Thread thread = new Thread(() -> result[0] = trainedParameters());
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return result[0];
  }

  private static float[] trainedParameters() {
    OmpThreads.set(1);
    ComputationGraph network = network(true, LayerSet.ONEDNN, DataType.FLOAT);
    for (int step = 0; step < 5; step++) {
      network.fit(data(step == 4 ? 3 : 8, step));
    }
    float[] parameters = network.params().toFloatVector();
    OneDnnNetworks.close(network);
    return parameters;
  }

  @Test
  void trainsOnWhenItIsHandedToAnotherThread() throws InterruptedException {
    ComputationGraph network = network(true, LayerSet.ONEDNN, DataType.FLOAT);
    ComputationGraph same = network(true, LayerSet.ONEDNN, DataType.FLOAT);
    for (int step = 0; step < 3; step++) {
      DataSet data = data(4, step);
      same.fit(data);
      Thread thread =
          new Thread(
              () -> {
                OmpThreads.set(1);
                network.fit(data);
              });
      thread.start();
      thread.join();
    }
    assertThat(network.params().toFloatVector()).isEqualTo(same.params().toFloatVector());
  }

  @Test
  void serialisesExactly() throws Exception {
    ComputationGraph network = network(true, LayerSet.ONEDNN, DataType.FLOAT);
    network.fit(data(4, 0));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, file, true);
    ComputationGraph restored =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file.toByteArray()), true);
    assertThat(restored.getConfiguration()).isEqualTo(network.getConfiguration());
    network.fit(data(4, 1));
    restored.fit(data(4, 1));
    assertThat(restored.params().toFloatVector()).isEqualTo(network.params().toFloatVector());
  }

  @Test
  void theLayoutNamesKindsAsTheStockOneDoes() {
    List<ParameterLayout.Slice> fast =
        ParameterLayout.of(network(true, LayerSet.ONEDNN, DataType.FLOAT)).slices();
    assertThat(fast)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("layer", "parameter")
        .isEqualTo(stockLayout());
  }

  @ParameterizedTest
  @EnumSource(
      value = LayerSet.class,
      names = {"STOCK", "ONEDNN"})
  void aModelFileOfEitherSetIsReadByBoth(LayerSet written) throws Exception {
    ComputationGraph network =
        ResNet.create(new NetworkConfig(8, true), written, new Nesterovs(0.1, 0.9), 1e-4, 5);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ModelFile.save(network, Optional.empty(), file);
    for (LayerSet read : List.of(LayerSet.STOCK, LayerSet.ONEDNN)) {
      ComputationGraph loaded =
          ModelFile.load(new ByteArrayInputStream(file.toByteArray()), "model.zip", read);
      assertThat(loaded.params().toFloatVector()).isEqualTo(network.params().toFloatVector());
    }
  }

  @Test
  void parametersThatAreHeldAreDerivedFromOnce() {
    ComputationGraph network = network(true, LayerSet.ONEDNN, DataType.FLOAT);
    INDArray images = data(3, 1).getFeatures();
    float[] first = network.outputSingle(images).ravel().toFloatVector();
    OneDnnNetworks.holdParameters(network, true);
    assertThat(network.outputSingle(images).ravel().toFloatVector()).isEqualTo(first);
    OneDnnNetworks.holdParameters(network, false);

    network.fit(data(3, 2));
    float[] second = network.outputSingle(images).ravel().toFloatVector();
    assertThat(second).isNotEqualTo(first);
    OneDnnNetworks.holdParameters(network, true);
    assertThat(network.outputSingle(images).ravel().toFloatVector()).isEqualTo(second);
  }

  @Test
  void aModelOfOneSetOfLayersRunsWithTheOther() {
    ComputationGraph fast = network(true, LayerSet.ONEDNN, DataType.FLOAT);
    fast.fit(data(4, 0));
    ComputationGraph stock = network(true, LayerSet.STOCK, DataType.FLOAT);
    stock.setParams(fast.params());
    stock.getUpdater().setStateViewArray(fast.getUpdater().getStateViewArray());
    fast.fit(data(4, 1));
    stock.fit(data(4, 1));
    assertParametersAgree(stock, fast.params(), stock.params());
  }

  @Test
  void clonesAreEqualAndIndependent() {
    ComputationGraph network = network(true, LayerSet.ONEDNN, DataType.FLOAT);
    network.fit(data(4, 0));
    ComputationGraph clone = network.clone();
    float[] before = network.params().toFloatVector();
    assertThat(clone.params().toFloatVector()).isEqualTo(before);
    clone.fit(data(4, 1));
    assertThat(network.params().toFloatVector()).isEqualTo(before);
  }

  @Test
  void configurationsCloneAndSerialiseToEqualOnes() {
    ComputationGraphConfiguration configuration =
        network(true, LayerSet.ONEDNN, DataType.FLOAT).getConfiguration();
    assertThat(configuration.clone()).isEqualTo(configuration);
    assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
        .isEqualTo(configuration);
  }

  @Test
  void acceptsInputThatIsNotDense() {
    ComputationGraph network = network(true, LayerSet.ONEDNN, DataType.FLOAT);
    INDArray dense = data(4, 0).getFeatures();
    INDArray transposed = dense.permute(0, 3, 1, 2).dup('c').permute(0, 2, 3, 1);
    float[][] expected = network.outputSingle(dense).toFloatMatrix();
    assertThat(network.outputSingle(transposed).toFloatMatrix()).isEqualTo(expected);
  }

  @Test
  void refusesImagesOfAnotherShape() {
    ComputationGraph network = network(true, LayerSet.ONEDNN, DataType.FLOAT);
    INDArray images = Nd4j.create(DataType.FLOAT, 2, 3, SIZE, SIZE);
    assertThatThrownBy(() -> network.outputSingle(images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stem")
        .hasMessageContaining("[2, 12, 12, 3] (NHWC), cannot have: [2, 3, 12, 12]");
  }

  @Test
  void refusesDoublePrecision() {
    assertThatThrownBy(() -> network(true, LayerSet.ONEDNN, DataType.DOUBLE))
        .hasMessageContaining("computes in float32, cannot compute in: DOUBLE");
  }

  private static ComputationGraph network(boolean residual, LayerSet layers, DataType type) {
    GraphSettings settings = new GraphSettings(new Nesterovs(0.01, 0.9), 1e-3, 3, type, SIZE);
    ComputationGraph graph =
        new ComputationGraph(
            ResNet.configuration(new NetworkConfig(14, residual), layers, settings));
    graph.init();
    return graph;
  }

  private static List<ParameterLayout.Slice> stockLayout() {
    return ParameterLayout.of(network(true, LayerSet.STOCK, DataType.FLOAT)).slices();
  }

  /** Parameters none of which has the value it starts with, so that mix-ups show. */
  private static void randomise(INDArray first, INDArray second) {
    Random random = new Random(11);
    float[] values = first.toFloatVector();
    for (ParameterLayout.Slice slice : stockLayout()) {
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        values[i] +=
            switch (slice.kind()) {
              case RUNNING_VARIANCE, SCALE -> 0.5f * random.nextFloat();
              case RUNNING_MEAN, SHIFT, BIAS -> 0.2f * (float) random.nextGaussian();
              case WEIGHT -> 0;
            };
      }
    }
    INDArray randomised = Nd4j.createFromArray(values);
    first.assign(randomised.castTo(first.dataType()).reshape(first.shape()));
    second.assign(randomised.castTo(second.dataType()).reshape(second.shape()));
  }

  private static void assertParametersAgree(
      ComputationGraph stock, INDArray actual, INDArray expected) {
    INDArray a = actual.reshape(actual.length());
    INDArray e = expected.reshape(expected.length());
    for (ParameterLayout.Slice slice : ParameterLayout.of(stock).slices()) {
      INDArray part = slice(e, slice);
      double size = part.norm2Number().doubleValue() + 1e-4 * Math.sqrt(slice.length());
      assertThat(slice(a, slice).sub(part).norm2Number().doubleValue() / size)
          .as("%s %s", slice.layer(), slice.parameter())
          .isLessThan(GRADIENT_TOLERANCE);
    }
  }

  private static INDArray slice(INDArray flat, ParameterLayout.Slice slice) {
    return flat.get(NDArrayIndex.interval(slice.offset(), slice.offset() + slice.length()));
  }

  private static double error(INDArray actual, INDArray expected) {
    INDArray a = actual.castTo(DataType.DOUBLE).reshape(actual.length());
    INDArray e = expected.castTo(DataType.DOUBLE).reshape(expected.length());
    return a.sub(e).norm2Number().doubleValue() / e.norm2Number().doubleValue();
  }

  private static DataSet data(int batch, long seed) {
    Random random = new Random(seed);
    float[] images = new float[batch * SIZE * SIZE * 3];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    float[] labels = new float[batch * 10];
    for (int i = 0; i < batch; i++) {
      labels[i * 10 + random.nextInt(10)] = 1;
    }
    return new DataSet(
        Nd4j.create(images, new long[] {batch, SIZE, SIZE, 3}, 'c'),
        Nd4j.create(labels, new long[] {batch, 10}, 'c'));
  }
}
