package org.sparkresnet.common;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Facts that the build has written into the jar. */
public final class BuildInfo {
  private static final Properties PROPERTIES = load();

  private BuildInfo() {}

  private static Properties load() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** Version of this project. */
  public static String version() {
    return PROPERTIES.getProperty("version");
  }

  /** Git commit of the build, with "-dirty" if files had changed since. */
  public static String commit() {
    String commit = PROPERTIES.getProperty("commit");
    if (commit.startsWith("${")) {
      return "unknown"; // built outside of a git checkout
    }
    return Boolean.parseBoolean(PROPERTIES.getProperty("dirty")) ? commit + "-dirty" : commit;
  }

  /** Version of DL4J and ND4J. */
  public static String dl4jVersion() {
    return PROPERTIES.getProperty("dl4j");
  }

  /** Version of oneDNN's Java binding. */
  public static String oneDnnVersion() {
    return PROPERTIES.getProperty("onednn");
  }
}
