package org.sparkresnet.nn.kernels;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Number of OpenMP threads that ND4J and oneDNN use for one Java thread.
 *
 * <p>Both use the one libgomp of the process, which stores the number for each calling thread: a
 * new thread starts with OMP_NUM_THREADS or all cores, and ND4J sets 4 for the thread that first
 * touches it. With more threads than free cores, oneDNN's barriers spin and all work is slow.
 * Therefore every thread that computes sets its number first.
 */
public final class OmpThreads {
  private OmpThreads() {}

  /**
   * Sets the number for the calling thread.
   *
   * @param threads at least 1; no more than the cores of the task
   */
  public static void set(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Number of OpenMP threads must be at least 1, cannot be: " + threads);
    }
    // ND4J initialises itself, and sets its own number, at its first use: let that happen before.
    Nd4j.getExecutioner();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }

  /** The number for the calling thread. */
  public static int get() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
  }
}
