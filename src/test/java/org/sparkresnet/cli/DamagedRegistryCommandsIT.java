package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;

/** The command models on a registry of which one file is damaged, or of another build. */
class DamagedRegistryCommandsIT {
  @TempDir private Path folder;
  private JobStore store;
  private Commands commands;

  @BeforeEach
  void champion() {
    store = JobStore.withChampion(folder.resolve("store"));
    commands = new Commands(folder.resolve("store"));
  }

  @Slow
  @Test
  void aVersionWhoseRecipeThisBuildRefusesIsListedAndTheKeyIsNamed() throws IOException {
    store.refuseEpochs("models/cifar-10/v000001/manifest.json");
    Result listed = commands.run("models");
    assertThat(listed.code()).as(listed.err()).isZero();
    assertThat(listed.out()).containsPattern("v000001 +champion +first +ResNet-8 ");
    assertThat(listed.err())
        .startsWith("warning: this build refuses the recipe of v000001: ")
        .contains("train.epochs=[")
        .hasLineCount(1);
    assertThat(commands.good("models", "show", "v1")).containsPattern("network +ResNet-8\n");
    assertThat(commands.good("models", "compare", "v1", "v1")).contains("would be ");
  }

  @Test
  void versionsAreListedAndShownAlthoughTheFileWithTheChampionsIsDamaged() throws IOException {
    Path file = store.path("models/cifar-10/aliases/champion.json");
    Files.writeString(file, "{");
    Result listed = commands.run("models");
    assertThat(listed.code()).as(listed.err()).isZero();
    assertThat(listed.out()).containsPattern("v000001 +first ");
    assertThat(listed.err())
        .startsWith("warning: file:" + file + ": is no JSON: ")
        .contains("remove it and make a version the champion with promote")
        .hasLineCount(1);
    assertThat(commands.good("models", "show", "v1")).contains("(verified)");
    commands.refused(3, "file:" + file + ": is no JSON: ", "models", "show", "champion");
    Files.delete(file);
    assertThat(commands.good("promote", "v1")).contains("cifar-10: v000001 is the champion");
  }

  @Test
  void aChampionWithoutItsManifestIsNamedByTheListAndReplacedByPromote() throws IOException {
    Files.delete(store.path("models/cifar-10/v000001/manifest.json"));
    Result listed = commands.run("models");
    assertThat(listed.code()).as(listed.err()).isZero();
    assertThat(listed.err()).contains("missing, although v000001 is the champion; ");
    commands.refused(
        3, "missing, although v000001 is the champion; ", "models", "show", "champion");
    assertThat(commands.good("models", "register", "first"))
        .contains("cifar-10 v000002: run first");
    assertThat(commands.good("promote", "v2"))
        .contains("cifar-10: v000002 is the champion")
        .contains("; before it was v000001");
  }
}
