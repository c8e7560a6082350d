package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.sparkresnet.common.ExitCode;

class NodeJavaTest {
  @Test
  void namesTheNodeAndItsJava() {
    Throwable failure =
        new SparkException(
            "Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most recent"
                + " failure: Lost task 0.3 in stage 0.0 (TID 5) (node7.example executor 2):"
                + " java.lang.UnsupportedClassVersionError: org/sparkresnet/replica/SparkProcess"
                + " has been compiled by a more recent version of the Java Runtime (class file"
                + " version 61.0), this version of the Java Runtime only recognizes class file"
                + " versions up to 52.0\n\tat java.lang.ClassLoader.defineClass1(Native Method)");
    assertThat(NodeJava.in(failure))
        .contains("executor 2 on node7.example has Java 8, needs Java 17: " + NodeJava.REMEDY);
    Failure shown = Failure.of(new IllegalStateException(failure));
    assertThat(shown.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(shown.message()).startsWith("executor 2 on node7.example has Java 8");
  }

  @Test
  void namesAMissingJava() {
    Throwable failure =
        new SparkException(
            "Application application_1_0001 failed 2 times due to AM Container for"
                + " appattempt_1_0001_000002 exited with  exitCode: 127\n"
                + "Last 4096 bytes of stderr :\n/bin/bash: line 1: /opt/none/bin/java: No such file"
                + " or directory\n");
    assertThat(NodeJava.in(failure))
        .contains("a node has no Java at /opt/none/bin/java, needs Java 17: " + NodeJava.REMEDY);
  }

  @Test
  void otherFailuresAreOthers() {
    assertThat(NodeJava.in(new SparkException("Job aborted: out of memory"))).isEmpty();
    assertThat(NodeJava.in(new NullPointerException())).isEmpty();
  }
}
