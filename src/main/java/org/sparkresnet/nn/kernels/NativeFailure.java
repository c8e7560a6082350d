package org.sparkresnet.nn.kernels;

import java.util.Optional;
import java.util.regex.Pattern;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/**
 * Explains failures of native libraries and of memory off the heap, which are errors of the machine
 * or of its settings and not of this program.
 */
public final class NativeFailure {
  /** Name of the driver's process. */
  static final String DRIVER = "driver";

  /** Messages of JavaCPP and of the JDK; memory of the heap has others. */
  private static final Pattern OFF_HEAP =
      Pattern.compile("[Pp]hysical ?[Bb]ytes|Physical memory|allocate|direct (?:buffer )?memory");

  private static final Pattern HEAP =
      Pattern.compile("Java heap space|GC overhead|Requested array size");

  private static final Pattern NATIVE = Pattern.compile("bytedeco|nd4j|jni|javacpp");

  private NativeFailure() {}

  /**
   * Returns the user's error for a failure.
   *
   * @param place process that failed, for the message: "driver", or "executor 1 on HOST"
   * @return empty if the failure is of another kind
   */
  public static Optional<UserError> in(Throwable failure, String place) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof OutOfMemoryError && OFF_HEAP.matcher(message).find()) {
        return Optional.of(noMemory(cause, place));
      }
      // Spark replaces an executor whose heap was too small at the moment.
      if (cause instanceof OutOfMemoryError
          && place.equals(DRIVER)
          && HEAP.matcher(message).find()) {
        return Optional.of(noHeap(message));
      }
      if (cause instanceof LinkageError && isNative(cause)) {
        return Optional.of(notLoaded(cause, place));
      }
    }
    return Optional.empty();
  }

  private static boolean isNative(Throwable failure) {
    return failure instanceof UnsatisfiedLinkError
        || NATIVE.matcher(String.valueOf(failure.getMessage())).find()
        || failure.getCause() instanceof UnsatisfiedLinkError;
  }

  private static UserError noMemory(Throwable failure, String place) {
    String remedy =
        place.equals(DRIVER)
            ? "raise -Dorg.bytedeco.javacpp.maxbytes and -Dorg.bytedeco.javacpp.maxphysicalbytes in"
                + " spark.driver.extraJavaOptions (conf/spark-defaults.conf)"
            : "raise spark.executor.memoryOverhead";
    return UserError.usage(
        "%s: too little memory off the heap: %s; %s, or train with fewer workers or a smaller train.batch-size"
            .formatted(place, ErrorText.of(ErrorText.innermost(failure)), remedy));
  }

  private static UserError noHeap(String message) {
    return UserError.usage(
        "%s: too little memory on the heap: %s; raise spark.driver.memory"
            .formatted(DRIVER, ErrorText.of(message)));
  }

  private static UserError notLoaded(Throwable failure, String place) {
    return UserError.usage(
        "%s: native libraries cannot be loaded from %s: %s; %s"
            .formatted(
                place,
                NativeFolder.text(),
                ErrorText.of(ErrorText.innermost(failure)),
                NativeFolder.remedy(place)));
  }
}
