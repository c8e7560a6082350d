package org.sparkresnet.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.testing.LocalSpark;

/**
 * Runs jobs once for each point at which something can happen to them, and the same job again after
 * it: killed before an operation, power cut there, I/O error there.
 */
final class FaultPoints implements AutoCloseable {
  private static final int LEASE_SECONDS = 60;
  private static final String IMPLEMENTATION = "fs.file.impl";

  private final Path work;
  private final Configuration hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
  private final String implementation = hadoop.get(IMPLEMENTATION);
  private final Map<Subject.Start, Tree> starts = new EnumMap<>(Subject.Start.class);
  private final List<String> violations = new ArrayList<>();
  private int operations;
  private int points;
  private int executions;

  /**
   * @param work folder in which all jobs run, one after the other
   */
  FaultPoints(Path work) {
    this.work = work;
    hadoop.set(IMPLEMENTATION, DiskFileSystem.class.getName());
  }

  /** Gives the shared Spark its own local disk back. */
  @Override
  public void close() {
    hadoop.set(IMPLEMENTATION, implementation);
  }

  /**
   * Disk as it is found after a fault.
   *
   * @param name number and kind of the operation, and what was lost
   * @param acknowledged whether the job had ended well
   */
  private record Image(String name, Tree tree, boolean acknowledged) {}

  /** Job that ended well, with all disks on its way. */
  private record Recording(
      List<Operation> operations,
      List<Image> images,
      Map<String, Set<String>> published,
      Invariants invariants) {}

  List<String> violations() {
    return violations;
  }

  /** Points so far: an operation, and what happens there. */
  int points() {
    return points;
  }

  @Override
  public String toString() {
    return "%d operations, %d points, %d of them run".formatted(operations, points, executions);
  }

  private Tree start(Subject subject) throws IOException {
    Tree known = starts.get(subject.start());
    if (known == null) {
      empty();
      Subject.prepare(subject.start(), work);
      known = Tree.of(work);
      starts.put(subject.start(), known);
    }
    return known;
  }

  private void empty() throws IOException {
    FileUtils.deleteDirectory(work.toFile());
    Files.createDirectories(work);
  }

  private void put(Tree tree) throws IOException {
    empty();
    tree.materialise(work);
  }

  private Recording record(Subject subject) throws IOException {
    put(start(subject));
    StoredState before = StoredState.read(work);
    List<Operation> done = new ArrayList<>();
    Map<String, Image> images = new LinkedHashMap<>();
    Map<String, Image> ended = new LinkedHashMap<>();
    try (Disk disk =
        Disk.mount(
            work,
            (at, number, operation) -> {
              done.add(operation);
              take(at, number + " before " + operation, images, false);
            })) {
      subject.run(work, LEASE_SECONDS);
      take(disk, "the end", ended, true);
      List<Image> all = new ArrayList<>(images.values());
      all.addAll(ended.values());
      return new Recording(
          done, all, disk.published(), new Invariants(subject, before, StoredState.read(work)));
    }
  }

  private static void take(Disk disk, String name, Map<String, Image> images, boolean ended) {
    take(disk.killed(), name + ", killed", images, ended);
    take(disk.dropped(), name + ", power cut, bytes dropped", images, ended);
    take(disk.zeroed(), name + ", power cut, bytes zeroed", images, ended);
    take(disk.lost(), name + ", power cut, names lost", images, ended);
  }

  private static void take(Tree tree, String name, Map<String, Image> images, boolean ended) {
    images.putIfAbsent(tree.digest(), new Image(name, tree, ended));
  }

  /** {@link #crash} and {@link #fail}, and prints the counts and what was found. */
  void tell(Subject subject, int mostCrashes, int mostFailures) throws IOException {
    long begin = System.nanoTime();
    int known = violations.size();
    crash(subject, mostCrashes);
    fail(subject, mostFailures);
    System.out.printf("%s: %s, %.0f s%n", subject, this, (System.nanoTime() - begin) / 1e9);
    violations.subList(known, violations.size()).forEach(System.out::println);
  }

  /**
   * Kills the job, and cuts the power, before its operations and after its end.
   *
   * @param most number of disks that are tried, of those that differ; and all after the end
   */
  void crash(Subject subject, int most) throws IOException {
    Recording recording = record(subject);
    List<Image> images = recording.images;
    operations += recording.operations.size();
    points += 4 * (recording.operations.size() + 1);
    for (int i = 0; i < images.size(); i++) {
      Image image = images.get(i);
      if (image.acknowledged || isChosen(i, images.size(), most)) {
        executions++;
        put(image.tree);
        check(subject + " " + image.name, () -> crashed(subject, recording, image));
      }
    }
  }

  /** Spreads the chosen ones evenly. */
  private static boolean isChosen(int index, int size, int most) {
    return size <= most || (long) index * most / size != (long) (index + 1) * most / size;
  }

  private void crashed(Subject subject, Recording recording, Image image) throws IOException {
    Invariants invariants = recording.invariants;
    invariants.i1EachFileIsAbsentOldOrNew(image.tree, recording.published);
    StoredState found = StoredState.read(work);
    invariants.always(found);
    if (image.acknowledged) {
      invariants.i3AnAcknowledgedChangeStays(found);
    }
    runAgain(subject, invariants);
  }

  private void runAgain(Subject subject, Invariants invariants) throws IOException {
    forgetOwners();
    subject.run(work, 1);
    StoredState now = StoredState.read(work);
    invariants.always(now);
    invariants.i3AnAcknowledgedChangeStays(now);
  }

  /**
   * Lets an operation of the job fail, once, and it and all after it.
   *
   * @param most number of operations that are tried
   */
  void fail(Subject subject, int most) throws IOException {
    Recording recording = record(subject);
    int count = recording.operations.size();
    points += 2 * count;
    for (int n = 0; n < count; n++) {
      if (isChosen(n, count, most)) {
        fail(subject, recording, n, false);
        fail(subject, recording, n, true);
      }
    }
  }

  private void fail(Subject subject, Recording recording, int at, boolean lasting)
      throws IOException {
    executions++;
    put(start(subject));
    check(
        "%s %d at %s, I/O error, %s"
            .formatted(subject, at, recording.operations.get(at), lasting ? "lasting" : "once"),
        () -> failed(subject, recording.invariants, at, lasting));
  }

  private void failed(Subject subject, Invariants invariants, int at, boolean lasting)
      throws IOException {
    boolean ended = false;
    Map<String, Set<String>> published;
    Map<String, Image> cuts = new LinkedHashMap<>();
    try (Disk disk =
        Disk.mount(
            work,
            (it, number, operation) -> {
              if (number == at || (lasting && number > at)) {
                throw new IOException("Input/output error");
              }
            })) {
      try {
        subject.run(work, LEASE_SECONDS);
        ended = true;
      } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
        requireStorage(e);
      }
      published = disk.published();
      take(disk, "the end", cuts, true);
    }
    invariants.i1EachFileIsAbsentOldOrNew(Tree.of(work), published);
    StoredState found = StoredState.read(work);
    invariants.always(found);
    if (ended) {
      invariants.i3AnAcknowledgedChangeStays(found);
      for (Image cut : cuts.values()) { // what was survived was made good before the end
        put(cut.tree);
        invariants.i3AnAcknowledgedChangeStays(StoredState.read(work));
      }
    }
    runAgain(subject, invariants);
  }

  private static void requireStorage(Throwable thrown) {
    boolean storage =
        UserError.in(thrown).filter(it -> it.exitCode() == ExitCode.STORAGE).isPresent();
    if (!storage) {
      throw new AssertionError("I7 the error is not one of storage: " + thrown, thrown);
    }
  }

  private interface Trial {
    void run() throws IOException;
  }

  private void check(String point, Trial trial) {
    try {
      trial.run();
    } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
      violations.add(point + ": " + ErrorText.of(e.getMessage() == null ? "" + e : e.getMessage()));
    }
  }

  /** The jobs ran in this process, which lives on: locks must not look as if they did. */
  private void forgetOwners() throws IOException {
    try (Stream<Path> all = Files.walk(work)) {
      for (Path path : all.filter(it -> it.toString().matches(".*/lock/\\d+\\.json")).toList()) {
        String text = Files.readString(path);
        Files.writeString(path, text.replaceFirst("\"pid\"\\s*:\\s*\\d+", "\"pid\" : 4194305"));
      }
    }
  }
}
