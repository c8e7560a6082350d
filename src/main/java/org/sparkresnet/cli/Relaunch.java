package org.sparkresnet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts another command of this program by the command line that started this process. */
final class Relaunch {
  private static final String LAUNCHER = "org.apache.spark.deploy.SparkSubmit";

  private Relaunch() {}

  /**
   * Starts a command, whose output and errors are to be read together.
   *
   * @param arguments number of this process's own arguments, the last of its command line
   * @return the process; empty if spark-submit did not start this one, as on a cluster, or there is
   *     no /proc
   */
  static Optional<Process> of(int arguments, List<String> command) throws IOException {
    Path own = Path.of("/proc/self/cmdline");
    if (!Files.isReadable(own)) {
      return Optional.empty(); // not Linux
    }
    // ProcessHandle cuts command lines at 4,096 bytes, and a class path is longer.
    String line = Files.readString(own, StandardCharsets.UTF_8);
    List<String> words = List.of(line.substring(0, line.length() - 1).split("\0", -1));
    int launcher = words.indexOf(LAUNCHER);
    if (launcher < 0 || words.size() - arguments <= launcher || ClusterFailure.isOnCluster()) {
      return Optional.empty();
    }
    // A file without a name, such as that of a secured job's properties, is open in this process.
    String here = "/proc/" + ProcessHandle.current().pid() + "/";
    List<String> all = new ArrayList<>();
    words
        .subList(0, words.size() - arguments)
        .forEach(word -> all.add(word.replace("/proc/self/", here)));
    all.addAll(command);
    return Optional.of(new ProcessBuilder(all).redirectErrorStream(true).start());
  }
}
