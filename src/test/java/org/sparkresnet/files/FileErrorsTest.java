package org.sparkresnet.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.ipc.RemoteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class FileErrorsTest {
  private static final Path PATH = new Path("hdfs://name1/store/runs/a/summary.json");

  private static void assertError(UserError error, ExitCode code, String message) {
    assertThat(error).hasMessage(message);
    assertThat(error.exitCode()).isEqualTo(code);
  }

  static Stream<Throwable> ofStorage() {
    return Stream.of(
        new RemoteException("org.apache.hadoop.ipc.RetriableException", "in safe mode"),
        new ConnectException("Connection refused"),
        new NoRouteToHostException("No route to host"),
        new SocketTimeoutException("60000 millis timeout"),
        new DSQuotaExceededException("quota"),
        new BlockMissingException(),
        new IllegalStateException(new IOException(new ConnectException("Connection refused"))));
  }

  /** As HDFS has it, whose client is not on every class path. */
  private static final class BlockMissingException extends IOException {
    private static final long serialVersionUID = 1L;

    BlockMissingException() {
      super("Could not obtain block");
    }
  }

  @ParameterizedTest
  @MethodSource("ofStorage")
  void aFileSystemThatFailsIsStorage(Throwable failure) {
    assertThat(FileErrors.isStorage(failure)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "write: No space left on device",
        "a.bin (Read-only file system)",
        "Disk quota exceeded",
        "Input/output error",
        "Stale file handle",
        "Transport endpoint is not connected"
      })
  void aDiskThatFailsIsStorage(String message) {
    assertThat(FileErrors.isStorage(new IOException(message))).isTrue();
    assertThat(FileErrors.isStorage(new IllegalStateException(new IOException(message)))).isTrue();
  }

  static Stream<Throwable> ofFiles() {
    return Stream.of(
        new FileNotFoundException("a.bin (No such file or directory)"),
        new EOFException(),
        new UnknownHostException("a host that was misspelt"),
        new IOException("Not in GZIP format"),
        new IllegalStateException((String) null));
  }

  @ParameterizedTest
  @MethodSource("ofFiles")
  void whatAnotherTryDoesNotMendIsNoStorage(Throwable failure) {
    assertThat(FileErrors.isStorage(failure)).isFalse();
  }

  @Test
  void aConnectionToAnExecutorIsNoStorage() {
    ConnectException refused = new ConnectException("Connection refused");
    refused.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("sun.nio.ch.Net", "pollConnect", "Net.java", 1),
          new StackTraceElement(
              "io.netty.channel.nio.NioEventLoop", "run", "NioEventLoop.java", 562)
        });
    assertThat(
            FileErrors.isStorage(
                new IOException("Failed to connect to node7/10.0.0.7:36123", refused)))
        .isFalse();
    assertThat(
            FileErrors.isStorage(
                new IOException(new IOException("No space left on device", refused))))
        .as("a disk that fails with it counts")
        .isTrue();
  }

  @Test
  void theStoresFilesAreNamedWithOneLineOfReason() {
    assertError(
        FileErrors.cannot("write", PATH, new IOException("quota exceeded\nmore lines")),
        ExitCode.STORAGE,
        "cannot write hdfs://name1/store/runs/a/summary.json: quota exceeded");
    assertError(
        FileErrors.cannot("delete", PATH, new IOException()),
        ExitCode.STORAGE,
        "cannot delete hdfs://name1/store/runs/a/summary.json: IOException");
  }

  @Test
  void aFileOfTheStoreThatIsMissingIsDataForAReaderAlone() {
    FileNotFoundException missing = new FileNotFoundException("gone");
    assertError(
        FileErrors.cannot("read", PATH, missing),
        ExitCode.DATA,
        "cannot read hdfs://name1/store/runs/a/summary.json: gone");
    assertThat(FileErrors.cannot("write", PATH, missing).exitCode()).isEqualTo(ExitCode.STORAGE);
    assertThat(FileErrors.cannot("read", PATH, missing)).hasCause(missing);
  }

  /** Java tells it with the exception of a missing file. */
  @Test
  void aFileOfTheStoreThatMayNotBeReadIsStorage() {
    assertThat(
            FileErrors.cannot(
                    "read", PATH, new FileNotFoundException("summary.json (Permission denied)"))
                .exitCode())
        .isEqualTo(ExitCode.STORAGE);
  }

  @Test
  void anInputIsDataUnlessItsFileSystemFails() {
    assertError(
        FileErrors.unreadable("a.bin: cannot be read (--input)", new EOFException()),
        ExitCode.DATA,
        "a.bin: cannot be read (--input)");
    assertError(
        FileErrors.unreadable("a.bin: cannot be read (--input)", new ConnectException("refused")),
        ExitCode.STORAGE,
        "a.bin: cannot be read (--input)");
  }
}
