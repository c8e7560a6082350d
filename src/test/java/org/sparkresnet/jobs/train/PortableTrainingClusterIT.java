package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.nn.onednn.NewProcess;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.SmallTraining;

/** Portable trainings, in processes of their own: oneDNN is limited once for a process. */
@Nightly
class PortableTrainingClusterIT {
  @TempDir private Path store;

  @Test
  void aPortableTrainingHasTheBitsOfAvx2AndRecordsIt() throws Exception {
    train("portable", Map.of("OPENBLAS_CORETYPE", "Haswell"), "true");
    train("avx2", Map.of("OPENBLAS_CORETYPE", "Haswell", "ONEDNN_MAX_CPU_ISA", "AVX2"), "false");
    SmallTraining training = SmallTraining.in(store);
    assertThat(training.paramsSha256("portable")).isEqualTo(training.paramsSha256("avx2"));
    assertThat(training.tables().rows("runs", "portable"))
        .extracting(row -> row.<String>getAs("cpu_kernels"))
        .singleElement()
        .asString()
        .startsWith("AVX2, oneDNN ")
        .endsWith(", OpenBLAS HASWELL");
  }

  private void train(String run, Map<String, String> environment, String portable)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("-Xmx1g"));
    options.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split("\\s+")));
    options.add("-Dstore=" + store);
    options.add("-Drun=" + run);
    options.add("-Dportable=" + portable);
    assertThat(NewProcess.run(Child.class, environment, options))
        .as(run)
        .containsExactly("trained");
  }

  /** Main class of a process that trains once. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      SmallTraining.in(Path.of(System.getProperty("store")))
          .train(System.getProperty("run"), "train.portable=" + System.getProperty("portable"));
      NewProcess.say("trained");
      System.exit(0);
    }
  }
}
