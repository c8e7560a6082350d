package org.sparkresnet;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.cli.Main;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;

/** The rooms of the house: what each is for, what each may use, and how large each may be. */
class ArchitectureTest {
  private static final String ROOT = "org.sparkresnet";
  private static final int MOST_CLASSES = 40;
  private static final int MOST_LINES = 3_000;

  /**
   * From the ground up, with each room's sentence: a room uses only rooms above it in this list.
   */
  private static final Map<String, String> ROOMS = rooms();

  /** The one-way doors between rooms of jobs; no others are open. */
  private static final Map<String, List<String>> DOORS =
      Map.of(
          "jobs.train", List.of("jobs.report", "jobs.forecast"),
          "jobs.plan", List.of("jobs.forecast"),
          "jobs.retrain", List.of("jobs.train"),
          "jobs.reproduce", List.of("jobs.train"),
          "jobs.drill", List.of("jobs.train"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static Map<String, String> rooms() {
    Map<String, String> rooms = new LinkedHashMap<>();
    rooms.put(
        "common",
        "Errors with their exit codes, JSON records, and text for people: one line, one table, one"
            + " number at a time.");
    rooms.put(
        "files",
        "Writes files whole or not at all, on any Hadoop file system, and finds the files that a"
            + " path means.");
    rooms.put(
        "submit",
        "Lays the project's Spark settings under those of a cluster and of the command line.");
    rooms.put(
        "lock", "Locks a folder of the store for one process, with a heartbeat that others watch.");
    rooms.put(
        "cifar", "The CIFAR-10 files: their format, their fingerprint, and checks of their data.");
    rooms.put(
        "cifar.fetch",
        "Fetches the CIFAR-10 files from a source and verifies each by its SHA-256.");
    rooms.put(
        "pictures",
        "Pictures of usual formats: decoded, turned upright, and made images of 32x32 pixels.");
    rooms.put(
        "dataset",
        "Makes minibatches from records: shards, split, epoch order, augmentation, normalisation.");
    rooms.put(
        "nn.kernels",
        "oneDNN's kernels on native memory: built once for a shape, then run by address.");
    rooms.put(
        "nn.onednn",
        "DL4J layers that compute the residual network with oneDNN's kernels, in NHWC throughout.");
    rooms.put(
        "nn", "The residual network of He et al. for 32x32 images, as a DL4J ComputationGraph.");
    rooms.put("nn.describe", "Draws the network as an annotated picture.");
    rooms.put(
        "nn.export",
        "Writes a trained network in the file formats of other programs: ONNX and safetensors.");
    rooms.put(
        "replica", "A network on a thread: its weights, its optimizer and its native memory.");
    rooms.put(
        "exchange",
        "Exchanges and averages weights among the tasks of one Spark job, over Spark's own"
            + " transport.");
    rooms.put(
        "plan",
        "What a training run consists of: its rounds, its averaging, its choices, as values.");
    rooms.put(
        "rounds", "Trains rounds on Spark, as jobs or in segments, and averages the workers.");
    rooms.put(
        "train",
        "A training run by parameter averaging: its state, its checkpoints, its selection of a"
            + " model.");
    rooms.put(
        "evaluate",
        "Evaluates a network on a split: mergeable counts and the scores that are computed from"
            + " them.");
    rooms.put(
        "store",
        "Places and files of runs: configuration, manifest, summary, model; removal of old ones.");
    rooms.put(
        "rowfiles",
        "Parquet files of rows: their names, their sums, and how a new version appears under"
            + " readers.");
    rooms.put("tables", "Parquet files of the result tables: written, read, checked and merged.");
    rooms.put(
        "tables.rows",
        "Rows of the result tables: one record a table, whose components are its columns.");
    rooms.put(
        "tables.journal", "Rows of a run that has not ended, logged in its folder as they come.");
    rooms.put(
        "tables.upkeep",
        "Upkeep of the tables' files: what a young store begins with, rows of many runs in one file"
            + " a month, and damaged files.");
    rooms.put("tables.ddl", "SQL that makes the tables of a store known to other programs.");
    rooms.put(
        "registry",
        "Model versions, the champion among them, and the policy by which a candidate becomes it.");
    rooms.put(
        "mlflow",
        "Copies runs and champions to an MLflow server; the store remains the reference.");
    rooms.put(
        "tensorboard",
        "Writes the curves of a run as event files, which TensorBoard shows while the run trains.");
    rooms.put(
        "report",
        "The page of a run: one HTML file with its charts, tables and pictures, made of stored"
            + " rows.");
    rooms.put(
        "config",
        "The configuration: its keys with their rules, read from HOCON into typed records.");
    rooms.put(
        "jobs", "Surroundings of every job: Spark, store, lock, run id, data and saved models.");
    rooms.put(
        "jobs.convert",
        "Converts pictures to CIFAR-format files: from folders or a table to data that train"
            + " reads.");
    rooms.put(
        "jobs.report",
        "Jobs that show stored runs to others: pages of runs and of a model's nights, and the export.");
    rooms.put(
        "jobs.forecast",
        "Predicts a training's time, memory, network and accuracy from what earlier runs measured.");
    rooms.put("jobs.train", "The training job: from the data checks to the summary.");
    rooms.put("jobs.evaluate", "Jobs that apply a saved model: evaluation and scoring.");
    rooms.put(
        "jobs.export", "The job that exports a saved model in the file formats of other programs.");
    rooms.put("jobs.retrain", "Retrains a model and decides who is champion.");
    rooms.put(
        "jobs.upkeep",
        "Jobs that keep a store small and whole: removal of old runs, compaction of tables, repair.");
    rooms.put(
        "jobs.doctor",
        "Checks machines, cluster, store and data: a line each, that it is fit or what to do.");
    rooms.put(
        "jobs.reproduce",
        "Trains a stored run again and compares the bits, and finds where two runs part.");
    rooms.put(
        "jobs.drill",
        "Kills and damages parts of a small training and compares what comes with an undisturbed"
            + " one.");
    rooms.put(
        "bench",
        "Measures the speed of this build, and of other systems beside it, on this machine or cluster.");
    rooms.put(
        "jobs.plan",
        "Plans a training before it is submitted: what it will take, by a probe on the cluster.");
    rooms.put(
        "sql",
        "Functions of Spark SQL, and a stage of spark.ml, that classify the pictures of a column.");
    rooms.put(
        "cli.display", "Shows on a console what a job does while it works, and what it found.");
    rooms.put(
        "cli", "The command line: parses options, calls jobs, prints results, sets exit codes.");
    return rooms;
  }

  static Stream<String> roomNames() {
    return ROOMS.keySet().stream();
  }

  private static String packageOf(String room) {
    return ROOT + "." + room;
  }

  @ParameterizedTest
  @MethodSource("roomNames")
  void roomUsesOnlyRoomsAboveIt(String room) {
    List<String> names = new ArrayList<>(ROOMS.keySet());
    String[] closed =
        names.stream()
            .filter(other -> names.indexOf(other) > names.indexOf(room) || isShut(room, other))
            .map(ArchitectureTest::packageOf)
            .toArray(String[]::new);
    noClasses()
        .that(resideInAPackage(packageOf(room)))
        .should()
        .dependOnClassesThat(resideInAnyPackage(closed))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static boolean isShut(String room, String other) {
    return room.startsWith("jobs.")
        && other.startsWith("jobs.")
        && !room.equals(other)
        && !DOORS.getOrDefault(room, List.of()).contains(other);
  }

  @Test
  void everyClassHasARoom() {
    String[] packages = roomNames().map(ArchitectureTest::packageOf).toArray(String[]::new);
    assertThat(CLASSES).isNotEmpty().allMatch(resideInAnyPackage(packages));
  }

  @ParameterizedTest
  @MethodSource("roomNames")
  void roomSaysItsSentence(String room) throws IOException {
    String text = Files.readString(folder(room).resolve("package-info.java"));
    String sentence = text.substring(0, text.indexOf("*/")).replaceAll("(?m)^/?\\s*\\*+", " ");
    assertThat(sentence.strip().replaceAll("\\s+", " ")).as(room).isEqualTo(ROOMS.get(room));
  }

  @ParameterizedTest
  @MethodSource("roomNames")
  void roomIsSmallEnoughToKnow(String room) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder(room))) {
      files =
          all.filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .toList();
    }
    long lines = 0;
    for (Path file : files) {
      lines += Files.readAllLines(file).size();
    }
    assertThat(files).as(room).hasSizeBetween(1, MOST_CLASSES);
    assertThat(lines).as(room + ": lines").isLessThanOrEqualTo(MOST_LINES);
  }

  private static Path folder(String room) {
    return Path.of("src/main/java/org/sparkresnet", room.split("\\."));
  }

  /**
   * No circle of classes, a type and its nested types counting as one. Two pairs belong together: a
   * type with its builder, and DL4J's pair of a layer's configuration and its runtime.
   */
  @Test
  void noClassesFormACircle() {
    SlicesRuleDefinition.slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = outermost(type).getFullName();
                return name.startsWith(ROOT)
                    ? SliceIdentifier.of(
                        PAIRS.getOrDefault(name.substring(ROOT.length() + 1), name))
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "classes with their nested classes";
              }
            })
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  private static final Map<String, String> PAIRS =
      Map.of(
          "dataset.ShardBuilder", "org.sparkresnet.dataset.Shard",
          "nn.onednn.OneDnnLayerRuntime", "org.sparkresnet.nn.onednn.OneDnnLayer");

  private static JavaClass outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }

  @Test
  void onlyTheCommandLineParsesOptions() {
    noClasses()
        .that(not(resideInAPackage(packageOf("cli"))))
        .should()
        .dependOnClassesThat(resideInAPackage("picocli.."))
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineAndItsDisplayPrint() {
    noClasses()
        .that(not(resideInAnyPackage(packageOf("cli"), packageOf("cli.display"))))
        .should()
        .dependOnClassesThat(
            describe("print", type -> type.isEquivalentTo(java.io.PrintWriter.class)))
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  /** Behind the door of the room, keys are typed records: no other class can name one. */
  @Test
  void onlyTheConfigurationReadsAKeyByItsName() {
    noClasses()
        .that(not(resideInAPackage(packageOf("config"))))
        .should()
        .dependOnClassesThat(resideInAPackage("com.typesafe.config.."))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName(packageOf("config") + ".Settings")
        .check(CLASSES);
  }

  /** A key's name in a message is no reader; in a lookup, a comparison or a constant it is one. */
  @Test
  void onlyTheConfigurationLooksAKeyUpByItsName() throws IOException {
    String names =
        ConfigFactory.parseResources("reference.conf").entrySet().stream()
            .map(entry -> Pattern.quote(entry.getKey()))
            .collect(Collectors.joining("|"));
    Pattern reader =
        Pattern.compile(
            "(\\b(get|getOrDefault|containsKey|equals|equalTo|notEqual|startsWith|endsWith)\\(|= )\\s*"
                + "\"(?:"
                + names
                + ")\"");
    try (Stream<Path> files = Files.walk(folder("config").getParent())) {
      for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
        if (!file.startsWith(folder("config"))) {
          assertThat(reader.matcher(Files.readString(file)).find()).as(file.toString()).isFalse();
        }
      }
    }
  }

  /** A drill halts executors, as a crash does, from within their tasks. */
  @Test
  void onlyMainEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Main.class.getName())
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .check(CLASSES);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Main.class.getName())
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".jobs.drill.ExecutorEnd")
        .should()
        .callMethod(Runtime.class, "halt", int.class)
        .check(CLASSES);
  }

  /** Hadoop's file system would let a writer pass by the guard of a lock. */
  @Test
  void storeHandsOutNoFileSystem() {
    DescribedPredicate<JavaMethod> handsOut =
        describe(
            "public method that returns a file system",
            method ->
                method.getModifiers().contains(JavaModifier.PUBLIC)
                    && method.getRawReturnType().isAssignableTo(FileSystem.class));
    for (Class<?> writer : List.of(Store.class, AtomicFiles.class)) {
      assertThat(CLASSES.get(writer).getMethods()).as(writer.getName()).noneMatch(handsOut);
    }
  }

  /** Whoever writes a store has its lock: the store itself can only be read. */
  @Test
  void onlyLocksMakeWritersOfAStore() {
    noClasses()
        .that(not(resideInAPackage(packageOf("store"))))
        .should()
        .callConstructor(StoreWriter.class, Store.class, AtomicFiles.class)
        .check(CLASSES);
    assertThat(CLASSES.get(Store.class).getMethods())
        .filteredOn(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
        .noneMatch(method -> method.getRawReturnType().isEquivalentTo(AtomicFiles.class))
        .noneMatch(method -> method.getRawReturnType().isEquivalentTo(StoreWriter.class));
  }

  /** Writes of tables and runs go through the store's guarded writer. */
  @Test
  void storeAndTablesChangeFilesThroughTheGuardedWriter() {
    for (String change :
        List.of(
            "create", "append", "delete", "rename", "mkdirs", "concat", "truncate", "setTimes")) {
      noClasses()
          .that(
              resideInAnyPackage(
                  packageOf("store"),
                  packageOf("tables") + "..",
                  packageOf("rowfiles"),
                  packageOf("registry")))
          .should()
          .callMethodWhere(
              describe(
                  "changes a Hadoop file system: " + change,
                  call ->
                      call.getName().equals(change)
                          && call.getTargetOwner().isAssignableTo(FileSystem.class)))
          .check(CLASSES);
    }
  }

  @Test
  void everyPseudoRandomChoiceDerivesFromTheSeed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .callMethod(Math.class, "random")
        .check(CLASSES);
  }

  @Test
  void cifarIsPureJava() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".cifar..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..", "org.apache.hadoop..", "org.deeplearning4j..", "org.nd4j..")
        .check(CLASSES);
  }
}
