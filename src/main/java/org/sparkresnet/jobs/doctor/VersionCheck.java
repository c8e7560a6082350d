package org.sparkresnet.jobs.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkresnet.jobs.NodeJava;
import org.sparkresnet.replica.SparkProcess;

/** Checks the versions of Java, Spark and Scala in this process. */
final class VersionCheck {
  private static final int JAVA = 17;
  private static final String SCALA = "2.12.";
  private static final int SPARK_MAJOR = 3;
  private static final int SPARK_MINOR = 5;
  private static final Pattern MAJOR_AND_MINOR = Pattern.compile("(\\d+)\\.(\\d+).*");

  private VersionCheck() {}

  static Finding java(String subject) {
    return java(subject, Runtime.version(), System.getProperty("java.home"));
  }

  static Finding java(String subject, Runtime.Version version, String home) {
    return version.feature() == JAVA
        ? Finding.ok(subject, "Java %s (%s)".formatted(version, home))
        : Finding.failed(
            subject,
            "needs Java %d, is %s (%s): %s"
                .formatted(
                    JAVA,
                    version,
                    home,
                    subject.equals(SparkProcess.DRIVER)
                        ? "JAVA_HOME must name the folder of a Java " + JAVA
                        : NodeJava.REMEDY));
  }

  static Finding spark(String subject) {
    return spark(
        subject,
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        scala.util.Properties.versionNumberString());
  }

  static Finding spark(String subject, String spark, String scala) {
    String found = "Spark %s with Scala %s".formatted(spark, scala);
    return scala.startsWith(SCALA) && isNewEnough(spark)
        ? Finding.ok(subject, found)
        : Finding.failed(
            subject,
            "needs Spark %d.%d with Scala 2.12, is %s: SPARK_HOME must name the folder of one"
                .formatted(SPARK_MAJOR, SPARK_MINOR, found));
  }

  private static boolean isNewEnough(String spark) {
    Matcher version = MAJOR_AND_MINOR.matcher(spark);
    if (!version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    return major > SPARK_MAJOR || (major == SPARK_MAJOR && minor >= SPARK_MINOR);
  }
}
