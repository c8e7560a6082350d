package org.sparkresnet.cluster;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkresnet.nn.kernels.OmpThreads;

/**
 * Process in which many threads compute as the last layer of a network does, while garbage is
 * collected all the time.
 */
final class ArrayChurn {
  private static final int THREADS = 24;
  private static final long NANOS = 12_000_000_000L;

  private ArrayChurn() {}

  /** Works for twelve seconds. */
  public static void main(String... arguments) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(ArrayChurn::compute);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void compute() {
    OmpThreads.set(1);
    INDArray outputs = Nd4j.rand(16, 10);
    INDArray bias = Nd4j.rand(1, 10);
    for (long end = System.nanoTime() + NANOS; System.nanoTime() < end; ) {
      outputs.addiRowVector(bias).muli(0.5);
      outputs.sum(1);
      Nd4j.create(4_000); // 16 kB outside the heap and some objects on it
    }
  }
}
