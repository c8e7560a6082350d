package org.sparkresnet.nn.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nd4j.linalg.factory.Nd4j;

class OmpThreadsTest {
  @Test
  void belongsToTheCallingThread() {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      OmpThreads.set(1);
      CompletableFuture.runAsync(() -> OmpThreads.set(3), other).join();
      assertThat(OmpThreads.get()).isEqualTo(1);
      assertThat(CompletableFuture.supplyAsync(OmpThreads::get, other).join()).isEqualTo(3);
    } finally {
      other.shutdown();
    }
  }

  @Test
  void givesNd4jTheExecutionerThatKeepsOperandsReachable() {
    OmpThreads.set(1);
    assertThat(Nd4j.getExecutioner()).isInstanceOf(ReachableOperands.class);
    assertThat(Nd4j.ones(2, 3).addiRowVector(Nd4j.ones(1, 3)).sum(1).toFloatVector())
        .containsExactly(6, 6);
  }

  @Test
  void refusesNone() {
    assertThatThrownBy(() -> OmpThreads.set(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Number of OpenMP threads must be at least 1, cannot be: 0");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nd4jAndOneDnnShareOneLibrary() throws IOException {
    OmpThreads.set(1);
    assertThat(OneDnn.isAvailable()).isTrue();
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      long libraries =
          maps.filter(line -> line.contains("libgomp") || line.contains("libiomp"))
              .map(line -> line.substring(line.indexOf('/')))
              .distinct()
              .count();
      assertThat(libraries).as("OpenMP libraries in this process").isEqualTo(1);
    }
  }
}
