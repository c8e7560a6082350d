package org.sparkresnet.jobs.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.common.UserError;
import org.sparkresnet.nn.kernels.CpuKernels;
import org.sparkresnet.nn.onednn.NewProcess;
import org.sparkresnet.store.RunId;
import org.sparkresnet.testing.SmallTraining;

/** Repetitions in processes of their own: oneDNN chooses its instruction set once for a process. */
class ReproduceClusterIT {
  private static final String BEFORE = "before-reproduce";

  @TempDir private Path store;

  /**
   * Of the commit before reproduce came, with train.portable on an AMD EPYC. Where a CPU of another
   * kind has other bits, the repetition must say so.
   */
  @Test
  void aRunOfTheVersionBeforeHasTheSameBits() throws Exception {
    FileUtils.copyDirectory(Path.of("src/test/resources/store-" + BEFORE).toFile(), store.toFile());
    String outcome = process(BEFORE, Map.of("OPENBLAS_CORETYPE", "Haswell"));
    if (isCpuOfThatRun()) {
      assertThat(outcome)
          .endsWith("; 2 epochs, 9590edbd3eaafd418d6918d63d04e3dae65ab26fe4c9dafdcc8748f18e9a0ffe")
          .doesNotContain("differs");
    } else {
      assertThat(outcome)
          .matches(
              ".*; 2 epochs, 9590edbd3eaafd41.*|.*not the same bits as run before-reproduce.*");
    }
  }

  /** An AMD EPYC of the fifth generation: all generations have the same model name. */
  private static boolean isCpuOfThatRun() throws IOException {
    return Files.readString(Path.of("/proc/cpuinfo"))
        .matches("(?s).*cpu family\\s*: 26\\n.*model name\\s*: AMD EPYC\\n.*");
  }

  @Test
  void anotherInstructionSetIsSaidFirstAndFound() throws Exception {
    SmallTraining training = SmallTraining.in(store);
    training.train("wide", "train.precision=float32");
    String narrow = process("wide", Map.of("ONEDNN_MAX_CPU_ISA", "AVX2"));
    if (CpuKernels.identity().startsWith("AVX2,")) { // the CPU has no other set to choose
      assertThat(narrow).contains("1 epochs, " + training.paramsSha256("wide"));
      return;
    }
    assertThat(narrow)
        .contains("differs, and the bits may: cpu_kernels " + CpuKernels.identity() + " -> AVX2, ")
        .contains("not the same bits as run wide: after epoch 1, at iteration 5, ");
    assertThat(new BisectJob(training.context()).run("wide", "again").causes())
        .singleElement()
        .asString()
        .startsWith("cpu_kernels ");
  }

  /** Lines of a repetition under the name "again", joined by semicolons. */
  private String process(String run, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> options =
        new ArrayList<>(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    options.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split("\\s+")));
    options.add("-Dstore=" + store);
    options.add("-Drun=" + run);
    return String.join("; ", NewProcess.run(Child.class, environment, options));
  }

  /** Main class of a process that repeats a run. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      SmallTraining training = SmallTraining.in(Path.of(System.getProperty("store")));
      String outcome;
      try {
        ReproduceResult result =
            new ReproduceJob(training.context())
                .run(
                    new ReproduceRequest(
                        System.getProperty("run"),
                        new RunId("again"),
                        List.of(Slice.DATA_PATH),
                        Long.MAX_VALUE,
                        /* fresh= */ false));
        outcome = result.epochs() + " epochs, " + result.paramsSha256().orElse("none");
      } catch (UserError e) {
        outcome = e.getMessage();
      }
      training.told().warnings().forEach(NewProcess::say);
      training.told().notes().stream()
          .filter(line -> line.startsWith("differs"))
          .filter(line -> line.contains("cpu_model"))
          .forEach(NewProcess::say);
      NewProcess.say(outcome);
      System.exit(0);
    }
  }
}
