package org.sparkresnet.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native code of ND4J never reads memory that a garbage collection has freed. */
class NativeMemoryClusterIT {
  @TempDir private Path folder;

  /** Without ReachableOperands, the process died of SIGSEGV after three seconds. */
  @Test
  void manyThreadsComputeWhileGarbageIsCollected() throws Exception {
    try (DriverProcess process =
        DriverProcess.start(
            folder,
            ArrayChurn.class,
            "export JAVA_TOOL_OPTIONS=-Xmn6m", // a collection every few milliseconds
            Map.of(),
            List.of())) {
      process.expect(0);
    }
  }
}
