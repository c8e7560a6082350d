package org.sparkresnet.cli;

import org.sparkresnet.common.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** Text of --version: this build and the libraries that decide its bits. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "spark-resnet " + BuildInfo.version() + " (commit " + BuildInfo.commit() + ")",
      "Spark "
          + org.apache.spark.package$.MODULE$.SPARK_VERSION()
          + ", DL4J "
          + BuildInfo.dl4jVersion()
          + ", oneDNN "
          + BuildInfo.oneDnnVersion()
          + ", Java "
          + System.getProperty("java.version")
    };
  }
}
