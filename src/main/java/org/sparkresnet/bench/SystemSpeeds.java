package org.sparkresnet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.tables.rows.BenchRow;

/** Speeds of several systems, each measured some times, with one network and one minibatch size. */
public final class SystemSpeeds {
  private final List<SystemSpeed> all;
  private final Map<Key, List<SystemSpeed>> measured = new LinkedHashMap<>();

  /** Figure of a system. */
  private record Key(MeasuredSystem system, String figure) {}

  private SystemSpeeds(List<SystemSpeed> all) {
    this.all = all;
    for (SystemSpeed speed : all) {
      measured
          .computeIfAbsent(
              new Key(speed.measuredSystem(), speed.figure()), unused -> new ArrayList<>())
          .add(speed);
    }
  }

  /**
   * Reads the lines of a local file; empty ones are passed over.
   *
   * @throws UserError of code DATA if the file cannot be read, if a line is no measurement, or if
   *     not all lines have the same network and minibatch size, and each system the same workers
   */
  public static SystemSpeeds read(Path file) {
    List<SystemSpeed> speeds = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (!line.isBlank()) {
        speeds.add(SystemSpeed.of(file + ": line " + number, line));
        requireComparable(file + ": line " + number, speeds);
      }
    }
    if (speeds.isEmpty()) {
      throw UserError.data(file + ": must hold a measurement, is empty");
    }
    return new SystemSpeeds(speeds);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw UserError.data("%s: cannot be read: %s".formatted(file, ErrorText.of(e)), e);
    }
  }

  private static void requireComparable(String origin, List<SystemSpeed> speeds) {
    SystemSpeed last = speeds.get(speeds.size() - 1);
    requireSame(origin, "the measurement before", work(speeds.get(0)), work(last));
    speeds.stream()
        .filter(it -> it.measuredSystem().equals(last.measuredSystem()))
        .findFirst()
        .ifPresent(
            first ->
                requireSame(origin, first.system() + " before", workers(first), workers(last)));
  }

  private static void requireSame(String origin, String of, String first, String last) {
    if (!first.equals(last)) {
      throw UserError.data("%s: must be of %s, as %s, is of %s".formatted(origin, first, of, last));
    }
  }

  private static String work(SystemSpeed speed) {
    return "%s, batch %d".formatted(speed.network(), speed.batchSize());
  }

  private static String workers(SystemSpeed speed) {
    return "%d x %d threads".formatted(speed.workers(), speed.threads());
  }

  /** Network and minibatch size: "ResNet-20, batch 128". */
  String work() {
    return work(all.get(0));
  }

  /** Systems, those in float32 first, in the order of the file. */
  List<MeasuredSystem> systems() {
    return Stream.of(MeasuredSystem.FLOAT32, MeasuredSystem.BF16)
        .flatMap(
            precision ->
                measured.keySet().stream()
                    .map(Key::system)
                    .filter(it -> it.precision().equals(precision)))
        .distinct()
        .toList();
  }

  /** A measurement of a system, which tells its versions, workers and threads. */
  SystemSpeed first(MeasuredSystem system) {
    return all.stream().filter(it -> it.measuredSystem().equals(system)).findFirst().orElseThrow();
  }

  /** Measurements of the figure that was measured most often. */
  int measurements() {
    return measured.values().stream().mapToInt(List::size).max().orElseThrow();
  }

  /** Median of the measurements; empty if there is none. */
  OptionalDouble median(MeasuredSystem system, String figure) {
    List<SystemSpeed> speeds = measured.get(new Key(system, figure));
    return speeds == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            BenchFigures.median(speeds.stream().map(SystemSpeed::imagesPerSecond).toList()));
  }

  /** The fastest step of all measurements; empty if there is none. */
  OptionalDouble best(MeasuredSystem system, String figure) {
    return measured.getOrDefault(new Key(system, figure), List.of()).stream()
        .mapToDouble(SystemSpeed::bestImagesPerSecond)
        .max();
  }

  /** This build's median over a system's, in the same precision; empty for this build itself. */
  OptionalDouble oursOver(MeasuredSystem system, String figure) {
    OptionalDouble ours = median(system.ours(), figure);
    OptionalDouble other = median(system, figure);
    return system.equals(system.ours()) || ours.isEmpty() || other.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(ours.getAsDouble() / other.getAsDouble());
  }

  /** A row each for a system's median, its best step, and this build's median over it. */
  List<BenchRow> rows() {
    List<BenchRow> rows = new ArrayList<>();
    for (MeasuredSystem system : systems()) {
      for (String figure : List.of(SystemSpeed.TRAINING, SystemSpeed.INFERENCE)) {
        add(rows, system, figure, "images/s", median(system, figure));
        add(rows, system, figure + "_best_step", "images/s", best(system, figure));
        add(rows, system, "ours_over_" + figure, "times", oursOver(system, figure));
      }
    }
    return rows;
  }

  private void add(
      List<BenchRow> rows,
      MeasuredSystem system,
      String figure,
      String unit,
      OptionalDouble value) {
    SystemSpeed first = first(system);
    if (value.isPresent()) {
      rows.add(
          new BenchRow(
              figure,
              first.network(),
              first.batchSize(),
              first.threads(),
              first.workers(),
              OptionalInt.empty(),
              value.getAsDouble(),
              unit,
              OptionalDouble.empty(),
              Optional.of(system.fullName())));
    }
  }
}
