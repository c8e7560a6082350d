package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.UserError;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.registry.Decision.Outcome;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.Provenance;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreLocks;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.testing.BusyFileSystem;
import org.sparkresnet.testing.UncachedDisk;

class RegistryTest {
  private static final Map<String, Double> METRICS = Map.of("test_accuracy", 0.919);

  @TempDir Path folder;
  private Store store;
  private StoreWriter files;
  private static final String CHAMPION_REMEDY =
      "; restore the file from a copy of the store, or remove it and make a version the champion with promote";

  private Registry registry;
  private RegistryWriter writer;

  @BeforeEach
  void open() {
    store = Store.open(folder.toString(), new Configuration(false));
    files = UnguardedStore.writer(store);
    writer = RegistryWriter.open(files, "cifar-10");
    registry = writer.registry();
  }

  private RunId run(String name) {
    return TrainedRuns.write(files, manifest(new RunId(name)));
  }

  private static Manifest manifest(RunId run) {
    return new Manifest(
        run,
        "train",
        "0123abc",
        "0.1.0",
        new TreeMap<>(Map.of("train.epochs", "3")),
        Optional.of("da7a"),
        42,
        new Provenance("3.5.5", "1.0.0-M2", Optional.of("3.8.1"), "17.0.1", "Linux amd64", "A CPU"),
        1,
        Optional.empty(),
        Optional.empty(),
        "local[2]",
        "local-1",
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private ModelVersion register(String run) {
    return writer.register(run(run), METRICS, Optional.empty()).version();
  }

  private static Decision decision(Outcome outcome) {
    return new Decision(
        outcome, "for a test", OptionalDouble.of(0.9), OptionalDouble.empty(), Optional.empty());
  }

  private Champion promote(ModelVersion version, String decidedBy) {
    return writer.promote(version, decision(Outcome.PROMOTED), new RunId(decidedBy));
  }

  private Champion rollback(String decidedBy) {
    return writer.rollback(decision(Outcome.ROLLED_BACK), new RunId(decidedBy));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("models"))) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.resolve("models").relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void aVersionIsACopyOfTheRunsModelWithAllThatIsKnownOfIt() throws IOException {
    Decision decision = decision(Outcome.PROMOTED);
    VersionManifest first = writer.register(run("a"), METRICS, Optional.of(decision));
    assertThat(first.version()).hasToString("v000001");
    assertThat(files())
        .containsExactly("cifar-10/v000001/manifest.json", "cifar-10/v000001/model.zip");
    assertThat(registry.manifest(first.version())).isEqualTo(first);
    assertThat(first.run().dataSha256()).contains("da7a");
    assertThat(first.testAccuracy()).hasValue(0.919);
    assertThat(first.decision()).contains(decision);

    files.delete(store.run(new RunId("a")));
    assertThat(registry.read(first.version())).asString().isEqualTo("model of a");
    assertThat(register("b")).hasToString("v000002");
    assertThat(registry.versions())
        .extracting(it -> it.run().runId().value())
        .containsExactly("a", "b");
    assertThat(registry.champion()).as("nobody has promoted one").isEmpty();
  }

  @Test
  void aVersionsManifestReadsAsTheRunsManifestToo() throws IOException {
    ModelVersion version = register("a");
    String json = Files.readString(folder.resolve("models/cifar-10/v000001/manifest.json"));
    assertThat(Manifest.fromJson("m", json)).isEqualTo(registry.manifest(version).run());
  }

  @Test
  void registeringARunAgainYieldsTheSameVersion() throws IOException {
    VersionManifest first = writer.register(run("a"), METRICS, Optional.empty());
    register("b");
    assertThat(writer.register(new RunId("a"), Map.of(), Optional.empty())).isEqualTo(first);
    assertThat(registry.versions()).hasSize(2);
  }

  @Test
  void aVersionNeverChangesEvenIfItsRunDoes() {
    register("a");
    RunId run = new RunId("a");
    files.writeAtomically(store.model(run), "trained again");
    files.writeAtomically(store.manifest(run), manifest(run).withModelSha256("beef").toJson());
    assertThatThrownBy(() -> writer.register(run, METRICS, Optional.empty()))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "run a is v000001 already, with another model: a version never changes; train under"
                + " another --run-id");
    assertThat(registry.read(new ModelVersion(1))).asString().isEqualTo("model of a");
  }

  @Test
  void whatAKilledWriterLeftIsNoVersionAndIsReplaced() throws IOException {
    register("a");
    Path half = Files.createDirectories(folder.resolve("models/cifar-10/v000002"));
    Files.writeString(half.resolve("model.zip"), "half");
    assertThat(registry.versions()).hasSize(1);
    assertThat(writer.prune(1)).isEmpty();
    assertThat(half.resolve("model.zip")).as("perhaps somebody is writing it").exists();
    assertThat(register("b")).hasToString("v000002");
    assertThat(registry.read(new ModelVersion(2))).asString().isEqualTo("model of b");
  }

  @Test
  void refusesARunWithoutAModelAndOneWithADamagedModel() {
    RunId unfinished = new RunId("unfinished");
    files.writeAtomically(store.manifest(unfinished), manifest(unfinished).toJson());
    assertThatThrownBy(() -> writer.register(unfinished, METRICS, Optional.empty()))
        .isInstanceOf(UserError.class)
        .hasMessage("run unfinished has no model: its training has not ended");
    RunId damaged = run("damaged");
    files.writeAtomically(store.model(damaged), "other bytes");
    assertThatThrownBy(() -> writer.register(damaged, METRICS, Optional.empty()))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith(store.model(damaged) + ": SHA-256 must be ");
    assertThatThrownBy(() -> writer.register(new RunId("none"), METRICS, Optional.empty()))
        .hasMessage(store.manifest(new RunId("none")) + ": not found");
    assertThat(registry.versions()).isEmpty();
  }

  @Test
  void theChampionIsWhoWasPromotedLastAndItsHistoryStays() throws IOException {
    Champion first = promote(register("a"), "p1");
    ModelVersion b = register("b");
    assertThat(registry.champion()).contains(first);
    Champion second = promote(b, "p2");
    assertThat(registry.champion()).contains(second);
    assertThat(registry.champions().orElseThrow().latestFirst()).containsExactly(second, first);
    assertThat(second.runId()).hasToString("b");
    assertThat(second.sha256()).isEqualTo(registry.manifest(b).sha256());
    assertThat(files()).contains("cifar-10/aliases/champion.json").hasSize(5);
  }

  @Test
  void aPromotionIsCarriedOutOnceHoweverOftenItIsRepeated() {
    ModelVersion a = register("a");
    Champion first = promote(a, "p1");
    assertThat(promote(a, "p1")).isEqualTo(first);
    assertThat(promote(a, "p2")).as("it is the champion already").isEqualTo(first);
    ModelVersion b = register("b");
    promote(b, "p3");
    rollback("r1");
    promote(b, "p3"); // the job of p3 runs again, after somebody has rolled it back
    assertThat(registry.champion().orElseThrow().version()).isEqualTo(a);
    rollback("r1");
    assertThat(registry.champions().orElseThrow().latestFirst()).hasSize(3);
  }

  @Test
  void everyRollbackUndoesOnePromotionMore() {
    ModelVersion a = register("a");
    ModelVersion b = register("b");
    ModelVersion c = register("c");
    promote(a, "p1");
    promote(b, "p2");
    promote(c, "p3");
    assertThat(rollback("r1").version()).isEqualTo(b);
    assertThat(rollback("r2").version()).isEqualTo(a);
    assertThatThrownBy(() -> rollback("r3"))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("cifar-10 has no earlier champion that is kept to roll back to");
    promote(c, "p4");
    assertThat(rollback("r4").version()).isEqualTo(a);
    assertThat(registry.champions().orElseThrow().latestFirst())
        .extracting(it -> it.version() + " " + it.decision().outcome())
        .containsExactly(
            "v000001 ROLLED_BACK",
            "v000003 PROMOTED",
            "v000001 ROLLED_BACK",
            "v000002 ROLLED_BACK",
            "v000003 PROMOTED",
            "v000002 PROMOTED",
            "v000001 PROMOTED");
  }

  @Test
  void aDamagedModelIsNeitherReadNorPromoted() throws IOException {
    ModelVersion a = register("a");
    promote(a, "p1");
    ModelVersion b = register("b");
    Files.writeString(folder.resolve("models/cifar-10/v000001/model.zip"), "damaged");
    Files.writeString(folder.resolve("models/cifar-10/v000002/model.zip"), "damaged");
    assertThatThrownBy(() -> registry.read(a))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(
            "%s: SHA-256 must be %s (manifest.json beside it), is: %s"
                .formatted(
                    registry.model(a), Sha256.of(bytes("model of a")), Sha256.of(bytes("damaged"))))
        .message()
        .hasLineCount(1);
    assertThatThrownBy(() -> promote(b, "p2")).hasMessageContaining("v000002/model.zip: SHA-256");
    assertThat(registry.champion().orElseThrow().version()).isEqualTo(a);
  }

  @Test
  void aChampionWhoseModelAndManifestWereBothReplacedIsRefused() throws IOException {
    ModelVersion a = register("a");
    promote(a, "p1");
    Path manifest = folder.resolve("models/cifar-10/v000001/manifest.json");
    String other = Sha256.of(bytes("other"));
    Files.writeString(
        manifest, Files.readString(manifest).replace(registry.manifest(a).sha256(), other));
    Files.writeString(folder.resolve("models/cifar-10/v000001/model.zip"), "other");
    assertThatThrownBy(() -> registry.read(a))
        .hasMessageContaining("champion.json), is: " + other)
        .hasMessageContaining("SHA-256 must be " + Sha256.of(bytes("model of a")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void pruningKeepsTheNewestTheChampionAndTheOneBeforeIt() throws IOException {
    for (String run : List.of("a", "b", "c", "d", "e", "f")) {
      register(run);
    }
    promote(new ModelVersion(1), "p1");
    promote(new ModelVersion(2), "p2");
    promote(new ModelVersion(3), "p3");
    Path half = Files.createDirectories(folder.resolve("models/cifar-10/v000004"));
    Files.delete(half.resolve("manifest.json")); // as if pruning had been killed
    assertThat(writer.prune(1)).extracting(ModelVersion::number).containsExactly(1, 5);
    assertThat(registry.versions())
        .extracting(it -> it.version().number())
        .containsExactly(2, 3, 6);
    assertThat(half).doesNotExist();
    assertThat(rollback("r1").version()).hasToString("v000002");
    assertThatThrownBy(() -> rollback("r2")).hasMessageContaining("no earlier champion");
    assertThat(register("g")).as("numbers are not given twice").hasToString("v000007");
    assertThat(writer.prune(100)).isEmpty();
    assertThatThrownBy(() -> writer.prune(0))
        .hasMessage("registry.keep must be at least 1, cannot be: 0");
  }

  /** A promotion is not told as failed because of it. */
  @Test
  void pruningTakesVersionsAwayAlsoWhereTheDiskDoesNotDeleteThem() throws Exception {
    for (String run : List.of("a", "b", "c")) {
      register(run);
    }
    promote(new ModelVersion(3), "p1");
    Configuration conf = UncachedDisk.configuration();
    try (AutoCloseable disk = BusyFileSystem.begin(conf)) {
      BusyFileSystem.keep(".*/_tmp-.*");
      StoreLocks locks =
          new StoreLocks(
              Store.open(folder.toString(), conf),
              LockHolder.here("local-1"),
              Duration.ofMinutes(1),
              Duration.ZERO,
              note -> {});
      try (LockedStore held = locks.forFolder(registry.folder(), "model cifar-10")) {
        assertThat(RegistryWriter.open(held.writer(), "cifar-10").prune(1)).hasSize(2);
      }
      assertThat(disk).isNotNull();
    }
    assertThat(registry.versions()).extracting(it -> it.version().number()).containsExactly(3);
  }

  @Test
  void anUnknownVersionIsNamed() {
    assertThatThrownBy(() -> registry.manifest(new ModelVersion(9)))
        .hasMessage("cifar-10 has no version v000009; no version is registered yet");
    register("a");
    assertThatThrownBy(() -> promote(new ModelVersion(9), "p"))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("cifar-10 has no version v000009; the newest is v000001");
  }

  @Test
  void aBrokenAliasIsOneLine() throws IOException {
    promote(register("a"), "p1");
    Path alias = folder.resolve("models/cifar-10/aliases/champion.json");
    Files.writeString(alias, Files.readString(alias).replace("PROMOTED", "GUESSED"));
    assertThatThrownBy(registry::champion)
        .isInstanceOf(UserError.class)
        .hasMessage(
            "file:%s: field outcome must be one of [PROMOTED, KEPT, ROLLED_BACK], is: GUESSED%s"
                .formatted(alias, CHAMPION_REMEDY));
  }

  @Test
  void anAliasWithoutARunOrWithAnImpossibleHistoryIsADamagedFile() throws IOException {
    promote(register("a"), "p1");
    Path alias = folder.resolve("models/cifar-10/aliases/champion.json");
    String whole = Files.readString(alias);
    Files.writeString(alias, whole.replace("\"run_id\" : \"a\"", "\"run_id\" : \"\""));
    requireDamaged(registry::champion, "file:" + alias + ": ", CHAMPION_REMEDY);
    Files.writeString(alias, whole.replace("PROMOTED", "ROLLED_BACK"));
    requireDamaged(
        registry::champion,
        "file:" + alias + ": its history must roll back to an earlier champion, does not: v000001",
        CHAMPION_REMEDY);
    Files.delete(alias);
    promote(new ModelVersion(1), "p2");
    assertThat(registry.champion()).isPresent();
  }

  @Test
  void aDamagedManifestOfAnOldVersionStopsNobodyElseAndItsNumberIsNotGivenAgain()
      throws IOException {
    promote(register("a"), "p1");
    register("b");
    Path damaged = folder.resolve("models/cifar-10/v000002/manifest.json");
    Files.write(damaged, new byte[0]);
    String remedy =
        "; restore the file from a copy of the store, or take the folder %s away, after the promotion of another version if it is the champion's"
            .formatted(damaged.getParent());
    assertThat(registry.versions()).extracting(it -> it.version().number()).containsExactly(1);
    assertThat(registry.damages())
        .containsOnlyKeys(new ModelVersion(2))
        .allSatisfy((version, text) -> assertThat(text).contains(damaged.toString(), remedy));
    requireDamaged(() -> promote(new ModelVersion(2), "p2"), "file:" + damaged + ": ", remedy);
    assertThat(register("c")).hasToString("v000003");
    promote(new ModelVersion(3), "p3");
    assertThat(rollback("r").version()).hasToString("v000001");
  }

  @Test
  void withoutAChampionNothingIsPruned() throws IOException {
    for (String run : List.of("a", "b", "c", "d")) {
      register(run);
    }
    promote(new ModelVersion(1), "p1");
    Files.delete(folder.resolve("models/cifar-10/aliases/champion.json"));
    assertThat(writer.prune(1)).isEmpty();
    promote(new ModelVersion(1), "p1");
    assertThat(writer.prune(1)).extracting(ModelVersion::number).containsExactly(2, 3);
  }

  private static void requireDamaged(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable work, String begin, String end) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith(begin)
        .hasMessageEndingWith(end);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../other", "a/b", ".hidden"})
  void refusesANameThatIsNoFolder(String name) {
    assertThatThrownBy(() -> Registry.open(store, name))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("registry.model must be 1 to 100 letters")
        .hasMessageEndingWith("cannot be: '" + name + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "v000007, 7",
    "v7, 7",
    "7, 7",
    "v1234567, 1234567",
    "v0,",
    "champion,",
    "v-1,",
    "v1x,"
  })
  void readsVersionsAsPeopleWriteThem(String text, Integer number) {
    assertThat(ModelVersion.parse(text).map(ModelVersion::number))
        .isEqualTo(Optional.ofNullable(number));
  }
}
