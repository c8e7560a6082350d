package org.sparkresnet.nn.kernels;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.sparkresnet.common.ErrorText;

/** Folder in which JavaCPP unpacks the native libraries, half a GB, before it loads them. */
public final class NativeFolder {
  /** Java property that names another folder. */
  public static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  private NativeFolder() {}

  /**
   * Returns the folder, which is created if it is missing.
   *
   * @throws IOException if neither the one of the property nor one in the home folder or the
   *     temporary folder can be written
   */
  public static Path path() throws IOException {
    return Loader.getCacheDir().toPath().toAbsolutePath().normalize();
  }

  /** Folder for messages. */
  static String text() {
    try {
      return path().toString();
    } catch (IOException e) {
      return "a folder (" + ErrorText.of(e) + ")";
    }
  }

  /**
   * Advice to set another folder.
   *
   * @param place process that cannot use it: "driver", or an executor
   */
  public static String remedy(String place) {
    return place.equals(NativeFailure.DRIVER)
        ? "set JAVA_TOOL_OPTIONS=-D" + PROPERTY + "=FOLDER with a folder that is not mounted noexec"
        : "give spark.executor.extraJavaOptions -D"
            + PROPERTY
            + "=FOLDER with a folder there that is not mounted noexec";
  }
}
