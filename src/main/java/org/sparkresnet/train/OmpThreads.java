package org.sparkresnet.train;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The number of OpenMP threads of the calling thread. ND4J sets it to 4 when it is loaded, whatever
 * the cores, and oneDNN shares the same OpenMP.
 */
final class OmpThreads {
  private OmpThreads() {}

  static void set(int threads) {
    Nd4j.getBackend(); // ND4J's initialisation would overwrite a number that was set before it
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }
}
