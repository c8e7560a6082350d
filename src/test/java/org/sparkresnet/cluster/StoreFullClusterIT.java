package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.testing.Nightly;

/** Writes that the operating system refuses, and the permissions of what is written. */
@Nightly
class StoreFullClusterIT {
  /** A checkpoint of ResNet-20 has 2.2 MB; nothing else that the run writes is as large. */
  private static final String SMALL_FILES = "ulimit -f 1500";

  /** With Hadoop's own local disk, which sets permissions as a user's does. */
  private static final Map<String, String> UMASK =
      Map.of(
          "spark.hadoop.fs.permissions.umask-mode",
          "077",
          "spark.hadoop.fs.file.impl",
          LocalFileSystem.class.getName());

  @TempDir private Path folder;

  @BeforeAll
  static void unpackNativeLibraries() {
    OmpThreads.set(1); // into a folder that all processes share: they are large files, too
  }

  @Test
  void aCheckpointThatCannotBeWrittenEndsTheRunWithOneLineAndSparesTheOneBefore() throws Exception {
    SliceRun run = new SliceRun(folder.resolve("store"), "full", 20);
    try (DriverProcess begin = run.start("umask 077", UMASK, "--pause-at", "2")) {
      begin.expect(0);
    }
    byte[] checkpoint = Files.readAllBytes(run.checkpoint(2));

    try (DriverProcess full = run.start("umask 077; " + SMALL_FILES, UMASK)) {
      full.expect(7);
      assertThat(full.err())
          .isEqualTo("error: cannot write file:" + run.checkpoint(4) + ": File too large\n");
    }
    assertThat(run.checkpoint(2)).hasBinaryContent(checkpoint);
    assertThat(run.checkpoint(4).getParent()).doesNotExist();
    assertThat(run.asides()).isEmpty();
    assertThat(run.summary().get("status").asText()).isEqualTo("FAILED");
    assertThat(run.summary().get("error").asText()).contains("state.bin: File too large");

    try (DriverProcess rest = run.start("umask 077", UMASK)) {
      rest.expect(0);
      assertThat(rest.out()).contains("resumed from the checkpoint at iteration 2");
    }
    run.assertWhole(run.paramsSha256());
    assertThat(openToOthers(run.store())).isEmpty();
  }

  private static List<Path> openToOthers(Path store) throws Exception {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(
              path -> {
                try {
                  return Files.getPosixFilePermissions(path).stream()
                      .map(PosixFilePermission::name)
                      .anyMatch(name -> !name.startsWith("OWNER"));
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              })
          .toList();
    }
  }
}
