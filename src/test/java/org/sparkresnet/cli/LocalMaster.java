package org.sparkresnet.cli;

import java.util.Map;

/** What spark-submit would set for commands that run in this process: two cores of it. */
final class LocalMaster {
  static final String MASTER = "local[2]";

  private static final Map<String, String> PROPERTIES =
      Map.of("spark.master", MASTER, "spark.ui.enabled", "false");

  private LocalMaster() {}

  static void choose() {
    PROPERTIES.forEach(System::setProperty);
  }

  static void forget() {
    PROPERTIES.keySet().forEach(System::clearProperty);
  }
}
