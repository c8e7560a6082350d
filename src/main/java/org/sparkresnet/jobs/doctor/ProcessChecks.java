package org.sparkresnet.jobs.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.nn.kernels.NativeFolder;
import org.sparkresnet.replica.SparkProcess;

/** Checks of one process, the same for driver and executors. */
final class ProcessChecks {
  private static final long MB = 1_000_000;
  private static final long TEMPORARY_BYTES = 50 * MB;
  private static final long LIBRARIES_BYTES = 600 * MB;
  private static final long SPARK_BYTES = 300 * MB;

  private final String subject;
  private final Mounts mounts = Mounts.here();

  ProcessChecks(String subject) {
    this.subject = subject;
  }

  /** Checks without which no network can be built; loads the native libraries. */
  List<Finding> quick(ProcessNeeds needs) {
    List<Finding> findings =
        new ArrayList<>(List.of(VersionCheck.java(subject), VersionCheck.spark(subject)));
    findings.addAll(folders(List.of()));
    findings.add(OmpCheck.of(subject, System.getenv(), needs.threads()));
    if (findings.stream().allMatch(Finding::ok)) {
      findings.addAll(natives(needs));
    }
    return findings;
  }

  /** All checks; loads the native libraries. */
  List<Finding> all(ProcessNeeds needs, List<Path> sparkFolders) {
    List<Finding> findings =
        new ArrayList<>(List.of(VersionCheck.java(subject), VersionCheck.spark(subject)));
    List<Finding> folders = folders(sparkFolders);
    findings.addAll(folders);
    findings.add(UserCheck.here(subject));
    findings.add(LocaleCheck.here(subject));
    Finding threads = OmpCheck.of(subject, System.getenv(), needs.threads());
    findings.add(threads);
    if (threads.ok() && folders.stream().allMatch(Finding::ok)) {
      findings.addAll(natives(needs));
    }
    return findings;
  }

  private List<Finding> natives(ProcessNeeds needs) {
    Finding instructions = InstructionSetCheck.here(subject, needs);
    return needs.trains() && instructions.ok()
        ? List.of(instructions, MemoryCheck.here().of(subject, needs.memory()))
        : List.of(instructions);
  }

  /** Temporary folder, folder of native libraries, and Spark's. */
  List<Finding> folders(List<Path> sparkFolders) {
    List<Finding> findings = new ArrayList<>();
    findings.add(temporary().of(subject, mounts));
    findings.add(libraries());
    findings.addAll(sparkFolders(sparkFolders));
    return findings;
  }

  List<Finding> sparkFolders(List<Path> folders) {
    return folders.stream().map(folder -> sparks(folder).of(subject, mounts)).toList();
  }

  /** Spark's codecs for Parquet files are unpacked there. */
  private FolderCheck temporary() {
    return new FolderCheck(
        "java.io.tmpdir",
        Path.of(System.getProperty("java.io.tmpdir")),
        TEMPORARY_BYTES,
        true,
        subject.equals(SparkProcess.DRIVER)
            ? "set JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER with another folder"
            : "give spark.executor.extraJavaOptions -Djava.io.tmpdir=FOLDER with another folder there");
  }

  private Finding libraries() {
    try {
      Path folder = NativeFolder.path();
      return new FolderCheck(
              "native libraries' folder",
              folder,
              isFilled(folder) ? 0 : LIBRARIES_BYTES,
              true,
              NativeFolder.remedy(subject))
          .of(subject, mounts);
    } catch (IOException e) {
      return Finding.failed(
          subject,
          "no folder for native libraries can be written (%s): %s"
              .formatted(ErrorText.of(e), NativeFolder.remedy(subject)));
    }
  }

  private static boolean isFilled(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isPresent();
    }
  }

  private static FolderCheck sparks(Path folder) {
    return new FolderCheck(
        "spark.local.dir",
        folder,
        SPARK_BYTES,
        false,
        "set spark.local.dir, or SPARK_LOCAL_DIRS where Spark's daemon runs, to another folder");
  }
}
