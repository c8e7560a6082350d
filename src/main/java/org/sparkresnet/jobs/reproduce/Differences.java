package org.sparkresnet.jobs.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.Manifest;

/**
 * Differences of two trainings by their manifests, as "what before -> now".
 *
 * @param causes those on which the bits of a result depend
 * @param others those on which no bit should depend
 */
record Differences(List<String> causes, List<String> others) {
  private static final int DIGITS = 12;
  private static final String NONE = "none";

  /**
   * Sides of a comparison.
   *
   * @param config of the training, as far as it is known today, with its number of workers
   * @param start model that it started from; empty if it started from its seed, or nothing tells it
   * @param isStartKnown false where the training may have started from a model that nothing tells
   */
  record Side(
      Manifest manifest,
      JobConfig config,
      Optional<StoredTraining.Start> start,
      boolean isStartKnown) {
    static Side of(StoredTraining training) {
      return new Side(
          training.manifest(),
          JobConfig.stored(training.manifest().config(), "run " + training.run())
              .withWorkers(training.workers()),
          training.start(),
          training.isStartKnown());
    }

    private Optional<String> startSha256() {
      return start.flatMap(StoredTraining.Start::sha256);
    }

    /** A run trained under its id again is told from itself by its model, where both note one. */
    private String startText(Side other) {
      if (!isStartKnown) {
        return "a model that nothing tells";
      }
      String model =
          startSha256()
              .filter(sha256 -> other.startSha256().isPresent())
              .map(sha256 -> " (model " + shortened(sha256) + ")")
              .orElse("");
      return start.map(it -> it.run() + model).orElse(NONE);
    }
  }

  /** Compares two trainings. */
  static Differences between(Side before, Side now) {
    List<String> causes = new ArrayList<>(ofData(before.manifest, now.manifest));
    causes.addAll(now.config.changesBesidePathsFrom(before.config));
    add(causes, "started from", before.startText(now), now.startText(before));
    ofKernels(before.manifest, now.manifest).ifPresent(causes::add);
    compare(causes, "omp_threads", before, now, side -> text(side.manifest.ompThreads()));
    compare(
        causes,
        "dl4j_version",
        before,
        now,
        side -> text(side.manifest.environment().dl4jVersion()));
    List<String> others = new ArrayList<>();
    compare(others, "app_version", before, now, side -> text(side.manifest.appVersion()));
    compare(others, "git_commit", before, now, side -> text(side.manifest.gitCommit()));
    compare(
        others,
        "spark_version",
        before,
        now,
        side -> text(side.manifest.environment().sparkVersion()));
    compare(
        others,
        "java_version",
        before,
        now,
        side -> text(side.manifest.environment().javaVersion()));
    compare(others, "os_arch", before, now, side -> text(side.manifest.environment().osArch()));
    compare(others, "cpu_model", before, now, side -> text(side.manifest.environment().cpuModel()));
    compare(others, "master", before, now, side -> text(side.manifest.master()));
    return new Differences(List.copyOf(causes), List.copyOf(others));
  }

  /** Difference of the CPU kernels; none where one of the two does not tell its own. */
  private static Optional<String> ofKernels(Manifest before, Manifest now) {
    return now.cpuKernels().flatMap(kernels -> ofKernels(before, kernels));
  }

  /** Difference of the CPU kernels from those that workers compute with now. */
  static Optional<String> ofKernels(Manifest before, String now) {
    return before
        .cpuKernels()
        .filter(kernels -> !kernels.equals(now))
        .map(kernels -> "cpu_kernels %s -> %s".formatted(kernels, now));
  }

  private static Optional<String> text(Object value) {
    return Optional.of(String.valueOf(value));
  }

  private static void compare(
      List<String> differences,
      String what,
      Side before,
      Side now,
      Function<Side, Optional<String>> value) {
    add(differences, what, value.apply(before).orElse(NONE), value.apply(now).orElse(NONE));
  }

  private static void add(List<String> differences, String what, String before, String now) {
    if (!before.equals(now)) {
      differences.add("%s %s -> %s".formatted(what, before, now));
    }
  }

  /** Differences of the data: the files that differ, where both manifests list them. */
  static List<String> ofData(Manifest before, Manifest now) {
    String sha256 = before.dataSha256().orElse(NONE);
    String other = now.dataSha256().orElse(NONE);
    if (sha256.equals(other)) {
      return List.of();
    }
    List<String> differences = new ArrayList<>();
    add(differences, "data", shortened(sha256), shortened(other));
    if (before.data().isPresent() && now.data().isPresent()) {
      differences.addAll(ofFiles(before.data().get(), now.data().get()));
    }
    return List.copyOf(differences);
  }

  /** Files by their whole paths; one of the same records elsewhere is the same file. */
  private static List<String> ofFiles(DataSummary before, DataSummary now) {
    List<DataSummary.DataFile> missing = without(before.files(), now.files());
    List<DataSummary.DataFile> added = new ArrayList<>(without(now.files(), before.files()));
    List<String> differences = new ArrayList<>();
    for (DataSummary.DataFile file : missing) {
      Optional<DataSummary.DataFile> changed =
          added.stream().filter(it -> it.file().equals(file.file())).findFirst();
      changed.ifPresent(added::remove);
      differences.add(
          changed
              .map(it -> "changed %s %s -> %s".formatted(it.file(), digest(file), digest(it)))
              .orElseGet(() -> "missing %s %s".formatted(file.file(), digest(file))));
    }
    added.forEach(it -> differences.add("too many %s %s".formatted(it.file(), digest(it))));
    if (!before.classes().equals(now.classes())) {
      differences.add("the names of the classes");
    } else if (differences.isEmpty()) {
      differences.add("the order of the files");
    }
    return differences;
  }

  /** Files with records that others do not have, or not as often. */
  private static List<DataSummary.DataFile> without(
      List<DataSummary.DataFile> files, List<DataSummary.DataFile> others) {
    List<String> digests =
        new ArrayList<>(others.stream().map(DataSummary.DataFile::recordsSha256).toList());
    return files.stream().filter(file -> !digests.remove(file.recordsSha256())).toList();
  }

  private static String digest(DataSummary.DataFile file) {
    return shortened(file.recordsSha256());
  }

  private static String shortened(String sha256) {
    return sha256.equals(NONE) ? NONE : Sha256.shortened(sha256, DIGITS) + "…";
  }
}
