package org.sparkresnet.nn.kernels;

import java.util.Optional;
import java.util.regex.Pattern;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.sparkresnet.common.PrintableText;
import org.sparkresnet.common.UserError;

/**
 * Number of OpenMP threads that ND4J and oneDNN use for one Java thread.
 *
 * <p>Both use the one libgomp of the process, which stores the number for each calling thread: a
 * new thread starts with OMP_NUM_THREADS or all cores, and ND4J sets 4 for the thread that first
 * touches it. With more threads than free cores, oneDNN's barriers spin and all work is slow.
 * Therefore every thread that computes sets its number first. With the first one, ND4J gets {@link
 * ReachableOperands}.
 */
public final class OmpThreads {
  /** Environment variable from which ND4J takes its first number. */
  public static final String VARIABLE = "OMP_NUM_THREADS";

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");

  private OmpThreads() {}

  /**
   * Returns why a value of {@link #VARIABLE} cannot be used, in one line; empty if it can. ND4J
   * fails on a text that is no number, and its layers compute nothing with 0 threads.
   *
   * @param value null for none
   */
  public static Optional<String> refusal(String value) {
    return value == null || value.isEmpty() || NUMBER.matcher(value).matches()
        ? Optional.empty()
        : Optional.of(
            "%s must be a number from 1 to 999, cannot be: %s"
                .formatted(VARIABLE, PrintableText.line(value)));
  }

  /**
   * Sets the number for the calling thread.
   *
   * @param threads at least 1; no more than the cores of the task
   * @throws UserError of code USAGE if the process has a number that ND4J cannot use
   */
  public static void set(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Number of OpenMP threads must be at least 1, cannot be: " + threads);
    }
    refusal(System.getenv(VARIABLE))
        .ifPresent(
            reason -> {
              throw UserError.usage(reason);
            });
    // ND4J initialises itself, and sets its own number, at its first use: let that happen before.
    Nd4j.getExecutioner();
    ReachableOperands.keep();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }

  /** The number for the calling thread. */
  public static int get() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
  }
}
