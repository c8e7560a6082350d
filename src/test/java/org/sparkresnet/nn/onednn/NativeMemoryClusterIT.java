package org.sparkresnet.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.sparkresnet.nn.BatchStatistics;
import org.sparkresnet.nn.kernels.Arena;
import org.sparkresnet.nn.kernels.NativeScope;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.kernels.Precision;
import org.sparkresnet.testing.Nightly;

class NativeMemoryClusterIT {
  private static final long MEGABYTE = 1 << 20;
  private static final int BATCHES = 16;

  @Nightly
  @Test
  void staysFlatOverAThousandStepsOfVaryingBatchSizes() throws Exception {
    // A leak of one plan (about 200 kB) a step would be 200 MB.
    assertFlat(ThousandSteps.class);
  }

  @Test
  void staysFlatOverAThousandMinibatchesOfWhichOnlyTheStatisticsAreTaken() throws Exception {
    // The outputs of the layers alone would be 60 MB.
    assertFlat(ThousandStatistics.class);
  }

  /** In a JVM whose heap is resident from the start, so that only native memory can grow. */
  private static void assertFlat(Class<?> thousand) throws Exception {
    String[] growth =
        NewProcess.run(
            thousand,
            Map.of(),
            List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"));
    assertThat(Long.parseLong(growth[0])).as("off-heap bytes").isLessThan(MEGABYTE);
    assertThat(Long.parseLong(growth[1])).as("resident bytes").isLessThan(16 * MEGABYTE);
  }

  /** Main class: says by how much off-heap and resident memory grow over 1,000 minibatches. */
  static final class ThousandStatistics {
    private ThousandStatistics() {}

    public static void main(String[] arguments) {
      OmpThreads.set(1);
      ComputationGraph network = Networks.small();
      DataSet data = Networks.data(4, 1);
      // The JIT compiler takes longer to end than with steps of training, which last longer.
      statistics(network, data, 4000);
      sayLeastGrowth(() -> statistics(network, data, 1000));
    }

    private static void statistics(ComputationGraph network, DataSet data, int count) {
      for (int i = 0; i < count; i++) {
        BatchStatistics.of(network, data.getFeatures());
      }
    }
  }

  /** Main class: says by how much off-heap and resident memory grow over 1,000 steps. */
  static final class ThousandSteps {
    private ThousandSteps() {}

    public static void main(String[] arguments) {
      OmpThreads.set(1);
      ComputationGraph network = Networks.small();
      DataSet[] data = new DataSet[BATCHES];
      for (int i = 0; i < BATCHES; i++) {
        data[i] = Networks.data(i + 1, i);
      }
      // The JIT compiler and malloc's pools take a while to fill up.
      steps(network, data, 1000);
      sayLeastGrowth(() -> steps(network, data, 1000));
    }
  }

  /** Every batch size, so that plans are evicted all the time, and inference in between. */
  private static void steps(ComputationGraph network, DataSet[] data, int count) {
    for (int i = 0; i < count; i++) {
      DataSet batch = data[(i * 7) % BATCHES];
      network.fit(batch);
      if (i % 10 == 0) {
        network.outputSingle(batch.getFeatures());
      }
    }
  }

  /** Says the least growth of three: a leak grows each time, a compiler at work only at times. */
  private static void sayLeastGrowth(Runnable thousand) {
    long leastOffHeap = Long.MAX_VALUE;
    long leastResident = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long offHeap = usedOffHeap();
      long resident = Pointer.physicalBytes();
      thousand.run();
      leastOffHeap = Math.min(leastOffHeap, usedOffHeap() - offHeap);
      leastResident = Math.min(leastResident, Pointer.physicalBytes() - resident);
    }
    NewProcess.say(String.valueOf(leastOffHeap));
    NewProcess.say(String.valueOf(leastResident));
  }

  private static long usedOffHeap() {
    System.gc();
    return Pointer.totalBytes();
  }

  @Test
  void closingANetworkFreesWhatItHolds() {
    OmpThreads.set(1);
    UnitEngine engine = new UnitEngine(unit());
    run(engine);
    long used = Pointer.totalBytes();
    engine.close();
    // Saved activations and masks: three tensors of 8x8x16x64 floats.
    assertThat(used - Pointer.totalBytes()).isGreaterThan(3L * 8 * 8 * 16 * 64 * Float.BYTES);
    run(engine);
    engine.close();
  }

  @Test
  void aNetworkThatIsCollectedFreesWhatItHolds() throws InterruptedException {
    OmpThreads.set(1);
    long before = Pointer.totalBytes();
    WeakReference<ComputationGraph> network = new WeakReference<>(trained());
    long used = Pointer.totalBytes() - before;
    assertThat(used).isGreaterThan(MEGABYTE);
    for (int i = 0; i < 50 && Pointer.totalBytes() - before > used / 2; i++) {
      System.gc();
      Thread.sleep(50);
    }
    assertThat(network.get()).isNull();
    assertThat(Pointer.totalBytes() - before).isLessThan(used / 2);
  }

  private static ComputationGraph trained() {
    ComputationGraph network = Networks.small();
    network.fit(Networks.data(64, 1));
    return network;
  }

  private static UnitShape unit() {
    return new UnitShape(16, 16, 8, 1, Shortcut.IDENTITY, 1e-5, 0.9, Precision.FLOAT32);
  }

  private static void run(UnitEngine engine) {
    try (NativeScope scope = new NativeScope();
        Arena arena = Arena.borrow()) {
      long tensor = scope.allocate(64L * 8 * 8 * 16 * Float.BYTES);
      long parameters = scope.allocate(20_000L * Float.BYTES);
      engine.forward(arena, 64, tensor, tensor, parameters);
    }
  }
}
