package org.sparkresnet.jobs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out from failures that a node of the cluster has another Java than jobs need, or none.
 * Spark's own classes run on Java 8, so that its processes start there and the job's classes fail.
 */
public final class NodeJava {
  /** Remedy, after what is wrong. */
  public static final String REMEDY =
      "JAVA_HOME of the nodes must name a Java 17; on YARN, submit/yarn --jdk FILE.tar.gz ships one";

  private static final int CLASS_FILE_OF_JAVA_0 = 44;
  private static final Pattern CLASS_FILE =
      Pattern.compile("class file versions? up to (\\d{2})\\.");
  private static final Pattern EXECUTOR =
      Pattern.compile("\\(TID \\d+\\) \\((\\S+) executor (\\d+)\\)");
  private static final Pattern NO_JAVA =
      Pattern.compile("(\\S*/bin/java): (?:No such file or directory|not found|Permission denied)");

  private NodeJava() {}

  /** One line about the Java of a node behind a failure; empty if that is not the reason. */
  public static Optional<String> in(Throwable failure) {
    String executor = "a node";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      Matcher named = EXECUTOR.matcher(text);
      if (named.find()) {
        executor = "executor %s on %s".formatted(named.group(2), named.group(1));
      }
      Matcher version = CLASS_FILE.matcher(text);
      if (version.find()) {
        int java = Integer.parseInt(version.group(1)) - CLASS_FILE_OF_JAVA_0;
        return Optional.of("%s has Java %d, needs Java 17: %s".formatted(executor, java, REMEDY));
      }
      Matcher none = NO_JAVA.matcher(text);
      if (none.find()) {
        return Optional.of(
            "%s has no Java at %s, needs Java 17: %s".formatted(executor, none.group(1), REMEDY));
      }
    }
    return Optional.empty();
  }
}
