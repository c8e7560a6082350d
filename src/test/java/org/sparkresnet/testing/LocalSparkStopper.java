package org.sparkresnet.testing;

import org.apache.spark.sql.SparkSession;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Stops the Spark of {@link LocalSpark} after the last test of a JVM. Spark's own hook runs beside
 * the hooks of others, and tells on the screen what that race breaks.
 */
public final class LocalSparkStopper implements LauncherSessionListener {
  @Override
  public void launcherSessionClosed(LauncherSession session) {
    SparkSession spark = SparkSession.getDefaultSession().getOrElse(() -> null);
    if (spark != null) {
      spark.stop();
    }
  }
}
