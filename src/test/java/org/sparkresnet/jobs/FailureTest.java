package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.testing.LocalSpark;

class FailureTest {
  private static final String ABORTED =
      "Job aborted due to stage failure: Task 1 in stage 7.0 failed 4 times, most recent failure:"
          + " Lost task 1.3 in stage 7.0 (TID 29) (node7 executor 3): ";

  private static final String TRACE =
      "\n\tat org.sparkresnet.train.RoundRunner.run(RoundRunner.java:7)\nDriver stacktrace:";

  private static SparkException aborted(String reason, Throwable cause) {
    return new SparkException(ABORTED + reason + TRACE, cause);
  }

  private static SparkException aborted(Throwable cause) {
    return aborted(cause.toString(), cause);
  }

  /** What Spark throws when all the attempts of a task of this process have failed. */
  private static Throwable inATask(RuntimeException failure) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    try {
      spark
          .parallelize(List.of(1), 1)
          .foreach(
              one -> {
                throw failure;
              });
      throw new AssertionError("the task did not fail");
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      return e;
    }
  }

  private static void assertFailure(
      Throwable thrown, ExitCode code, boolean isOurs, String message) {
    Failure failure = Failure.of(thrown);
    assertThat(failure.message()).isEqualTo(message);
    assertThat(failure.exitCode()).isEqualTo(code);
    assertThat(failure.isOurs()).isEqualTo(isOurs);
  }

  @Test
  void aUsersErrorKeepsItsCodeAndItsMessage() {
    assertFailure(
        UserError.usage("--seed must be a number"),
        ExitCode.USAGE,
        false,
        "--seed must be a number");
    assertFailure(
        new IllegalStateException(UserError.diverged("the loss is NaN")),
        ExitCode.DIVERGED,
        false,
        "the loss is NaN");
  }

  @Test
  void aUsersErrorInATaskKeepsItsCodeAndItsMessage() {
    assertFailure(
        inATask(UserError.data("a.bin: record 3: label must be 0 to 9, is 77")),
        ExitCode.DATA,
        false,
        "a.bin: record 3: label must be 0 to 9, is 77");
  }

  @Test
  void aUsersErrorOfStorageCountsForMoreThanTheFailureBehindIt() {
    assertFailure(
        UserError.data("a.bin: no such file", new ConnectException("refused")),
        ExitCode.DATA,
        false,
        "a.bin: no such file");
  }

  @Test
  void aFaultOfATaskIsOursWithATrace() {
    Throwable thrown = inATask(new NullPointerException("shard"));
    Failure failure = Failure.of(thrown);
    assertThat(failure.isOurs()).isTrue();
    assertThat(failure.exitCode()).isEqualTo(ExitCode.BUG);
    assertThat(failure.message())
        .startsWith("this is a bug in spark-resnet: org.apache.spark.SparkException: Job aborted")
        .contains("java.lang.NullPointerException: shard");
  }

  @Test
  void aFaultOfTheDriverIsOursWithATrace() {
    assertFailure(
        new IllegalStateException("wrote 1 row"),
        ExitCode.BUG,
        true,
        "this is a bug in spark-resnet: java.lang.IllegalStateException: wrote 1 row");
  }

  @Test
  void aLostExecutorIsNoFaultOfOurs() {
    assertFailure(
        aborted(
            "ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason:"
                + " Command exited with code 137",
            null),
        ExitCode.BUG,
        false,
        "Spark job failed: Lost task 1.3 in stage 7.0 (TID 29) (node7 executor 3):"
            + " ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason:"
            + " Command exited with code 137");
  }

  @Test
  void aSparkFailureWithoutMoreToSayIsGivenInOneLine() {
    assertFailure(
        new SparkException("Job 7 cancelled because SparkContext was shut down\nmore"),
        ExitCode.BUG,
        false,
        "Spark job failed: Job 7 cancelled because SparkContext was shut down");
    assertFailure(
        new SparkException(null, (Throwable) null),
        ExitCode.BUG,
        false,
        "Spark job failed: SparkException");
  }

  @Test
  void memoryThatRanOutIsNoFaultOfOurs() {
    assertFailure(
        aborted(new OutOfMemoryError("Java heap space")),
        ExitCode.BUG,
        false,
        "Spark job failed: java.lang.OutOfMemoryError: Java heap space");
  }

  @Test
  void aShuffleOfALostExecutorIsNoStorage() {
    assertFailure(
        new SparkException(
            "Job aborted due to stage failure: ResultStage 5 (first at Trainer.java:1) has failed"
                + " the maximum allowable number of times: 4. Most recent failure reason:\n"
                + "org.apache.spark.shuffle.FetchFailedException: Failed to connect to"
                + " node7/10.0.0.7:36123"
                + TRACE),
        ExitCode.BUG,
        false,
        "Spark job failed: org.apache.spark.shuffle.FetchFailedException: Failed to connect to"
            + " node7/10.0.0.7:36123");
  }

  /** As from a broadcast whose block is on an executor that is gone. */
  @Test
  void aConnectionOfSparksOwnIsNoStorage() throws Exception {
    Throwable refused = connectWithNetty();
    assertThat(refused).isInstanceOf(ConnectException.class).hasMessageContaining("refused");
    Failure failure =
        Failure.of(
            new SparkException(
                "Exception thrown in awaitResult: ",
                new IOException("Failed to connect to node7/10.0.0.7:36123", refused)));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.BUG);
    assertThat(failure.isOurs()).isFalse();
    assertThat(failure.message()).startsWith("Spark job failed: ").hasLineCount(1);
  }

  private static Throwable connectWithNetty() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    NioEventLoopGroup threads = new NioEventLoopGroup(1);
    try {
      return new Bootstrap()
          .group(threads)
          .channel(NioSocketChannel.class)
          .handler(
              new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {}
              })
          .connect(InetAddress.getLoopbackAddress(), closed)
          .await()
          .cause();
    } finally {
      threads.shutdownGracefully().await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aFileSystemThatRefusesATaskIsStorage() {
    assertFailure(
        aborted(
            new RemoteException(
                "org.apache.hadoop.hdfs.server.namenode.SafeModeException",
                "Cannot create file/x. Name node is in safe mode.\nThe reported blocks 0 needs")),
        ExitCode.STORAGE,
        false,
        "storage failed: Cannot create file/x. Name node is in safe mode.");
  }

  @Test
  void aFileSystemThatIsAwayFromATaskIsStorageAndNamed() {
    IOException away =
        new ConnectException(
            "Call From node7/10.0.0.7 to name1:8020 failed on connection exception:"
                + " java.net.ConnectException: Connection refused; For more details see: wiki");
    away.initCause(new ConnectException("Connection refused"));
    assertFailure(
        aborted(new UncheckedIOException(away)),
        ExitCode.STORAGE,
        false,
        "storage failed: Call From node7/10.0.0.7 to name1:8020 failed on connection exception:"
            + " java.net.ConnectException: Connection refused; For more details see: wiki");
  }

  @Test
  void aDiskThatIsFullIsStorage() {
    IOException full = new IOException("No space left on device");
    assertFailure(
        aborted(full), ExitCode.STORAGE, false, "storage failed: No space left on device");
    assertFailure(
        aborted(new FSErrorOf(full)),
        ExitCode.STORAGE,
        false,
        "storage failed: No space left on device");
    assertFailure(full, ExitCode.STORAGE, false, "storage failed: No space left on device");
    assertFailure(
        aborted("java.io.IOException: No space left on device", null),
        ExitCode.STORAGE,
        false,
        "storage failed: Lost task 1.3 in stage 7.0 (TID 29) (node7 executor 3):"
            + " java.io.IOException: No space left on device");
  }

  /** As Hadoop's local file system throws it; its constructor is not public. */
  private static final class FSErrorOf extends Error {
    private static final long serialVersionUID = 1L;

    FSErrorOf(Throwable cause) {
      super(cause);
    }
  }

  @Test
  void aTableThatIsDamagedIsNoFaultOfOurs(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("part-00000.parquet"), "no Parquet at all");
    assertThatThrownBy(
            () ->
                LocalSpark.session()
                    .read()
                    .schema("a int")
                    .parquet(folder.toString())
                    .collectAsList())
        .satisfies(
            thrown -> {
              Failure failure = Failure.of(thrown);
              assertThat(failure.exitCode()).isEqualTo(ExitCode.BUG);
              assertThat(failure.isOurs()).isFalse();
              assertThat(failure.message())
                  .startsWith(
                      "Spark job failed: java.lang.RuntimeException: file:"
                          + file
                          + " is not a Parquet file")
                  .hasLineCount(1);
            });
  }

  @Test
  void aFailureOfInputThatIsNoStorageStaysSparks() {
    assertFailure(
        aborted(new IOException("Could not read footer for file a.parquet")),
        ExitCode.BUG,
        false,
        "Spark job failed: java.io.IOException: Could not read footer for file a.parquet");
  }
}
