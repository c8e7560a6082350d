package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.registry.Decision.Outcome;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.testing.OwnClasses;
import org.sparkresnet.testing.UncachedDisk;
import org.sparkresnet.testing.UnreadableFileSystem;

/** A registry with a file that is damaged or gone: whatever does not need it goes on. */
class DamagedRegistryTest {
  @TempDir private Path folder;
  private Store store;
  private StoreWriter files;
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
    return TrainedRuns.write(files, Examples.manifest(name));
  }

  private void write(Manifest manifest) {
    files.writeAtomically(store.manifest(manifest.runId()), manifest.toJson());
  }

  private ModelVersion register(RunId run) {
    return writer.register(run, Map.of(), Optional.empty()).version();
  }

  private ModelVersion registerTrees(String name) {
    RunId run = run(name);
    DataSummary trees =
        new DataSummary(
            OwnClasses.TREES,
            3,
            List.of(1L, 1L, 1L),
            List.of(0.5, 0.5, 0.5),
            List.of(0.2, 0.2, 0.2),
            List.of(),
            Optional.empty());
    write(Manifest.ofRun(store, run).orElseThrow().withData("da7a", trees));
    return register(run);
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

  private Path manifestOf(int version) {
    return folder.resolve("models/cifar-10/v%06d/manifest.json".formatted(version));
  }

  @Test
  void aChampionWhoseManifestIsDamagedIsReplacedAndRolledBackFrom() throws IOException {
    promote(register(run("a")), "p1");
    ModelVersion b = register(run("b"));
    Files.write(manifestOf(1), new byte[0]);
    assertThat(promote(b, "p2").version()).isEqualTo(b);
    assertThat(registry.champions().orElseThrow().latestFirst())
        .extracting(it -> it.version() + " " + it.decidedBy())
        .containsExactly("v000002 p2", "v000001 p1");
    assertRefused(ExitCode.DATA, () -> rollback("r1"))
        .startsWith("file:" + manifestOf(1) + ": ")
        .endsWith("after the promotion of another version if it is the champion's");

    promote(register(run("c")), "p3");
    Files.write(manifestOf(3), new byte[0]);
    assertThat(rollback("r2").version()).as("from a damaged one").isEqualTo(b);
    assertThat(register(run("d"))).hasToString("v000004");
  }

  @Test
  void aHistoryThatCannotBeOpenedIsNotReplacedByANewOne() throws Exception {
    promote(register(run("a")), "p1");
    ModelVersion b = register(run("b"));
    String history = Files.readString(folder.resolve("models/cifar-10/aliases/champion.json"));
    Configuration hadoop = UncachedDisk.configuration();
    try (AutoCloseable refusing =
        UnreadableFileSystem.refuse(hadoop, ".*/champion.json", 0, "Too many open files")) {
      assertThat(refusing).isNotNull();
      writer =
          RegistryWriter.open(
              UnguardedStore.writer(Store.open(folder.toString(), hadoop)), "cifar-10");
      assertRefused(ExitCode.STORAGE, () -> promote(b, "p2"))
          .endsWith("champion.json (Too many open files)");
    }
    assertThat(folder.resolve("models/cifar-10/aliases/champion.json")).hasContent(history);
  }

  @Test
  void aChampionWhoseManifestIsGoneIsNamedAndKeepsItsNumberAndItsModel() throws IOException {
    promote(register(run("a")), "p1");
    Files.delete(manifestOf(1));
    String missing =
        "file:%s: missing, although v000001 is the champion; restore the folder from a copy of the store, or promote another version"
            .formatted(manifestOf(1));
    assertThat(registry.damages()).containsExactly(Map.entry(new ModelVersion(1), missing));
    assertRefused(ExitCode.DATA, () -> registry.manifest(new ModelVersion(1))).isEqualTo(missing);
    ModelVersion b = register(run("b"));
    assertThat(b).as("no number is given twice").hasToString("v000002");
    promote(b, "p2");
    assertThat(writer.prune(1)).isEmpty();
    assertThat(manifestOf(1).resolveSibling("model.zip"))
        .as("a rollback needs it, once its manifest is restored")
        .exists();
    assertThat(registry.damages()).isEmpty();
  }

  @Test
  void theClassesOfADamagedChampionAreThoseOfItsRunOrOfTheChampionBeforeIt() throws IOException {
    promote(registerTrees("a"), "p1");
    promote(registerTrees("b"), "p2");
    RunId planes = run("planes");
    Files.write(manifestOf(2), new byte[0]);
    requireOtherClasses(planes, "its champion v000002 has ");
    files.delete(store.run(new RunId("b")));
    requireOtherClasses(planes, "its champion v000001 has ");
    Files.write(manifestOf(1), new byte[0]);
    files.delete(store.run(new RunId("a")));
    assertThat(register(planes)).as("nothing tells them").hasToString("v000003");
  }

  private void requireOtherClasses(RunId run, String owner) {
    assertRefused(ExitCode.DATA, () -> register(run))
        .startsWith("the models of cifar-10 must have the same classes: " + owner)
        .endsWith("; choose another registry.model for it");
  }

  @Test
  void aVersionIsReadByItsNumberAlthoughTheFileWithTheChampionsIsDamaged() throws IOException {
    ModelVersion a = register(run("a"));
    promote(a, "p1");
    Files.writeString(folder.resolve("models/cifar-10/aliases/champion.json"), "{");
    assertThat(registry.read(a)).asString().isEqualTo("model of a");
    assertThat(registry.damages()).isEmpty();
  }

  @Test
  void aRunWhoseManifestIsDamagedIsNotRegisteredAndTheErrorSaysWhatToDo() {
    RunId run = run("a");
    files.writeAtomically(store.manifest(run), "{");
    assertRefused(ExitCode.DATA, () -> register(run))
        .startsWith(store.manifest(run) + ": is no JSON: ")
        .endsWith(
            "; restore the file from a copy of the store, or move it away: report and export do without it, and the run's own command writes it again");
  }
}
