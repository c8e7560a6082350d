package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.TrainedStore;

/** The command models export: its names of models, its targets, and what it refuses. */
@Slow
class ModelsExportCommandIT {
  @TempDir private static Path shared;
  private static Path store;
  private static Commands commands;

  @TempDir private Path folder;

  @BeforeAll
  static void promoteAChampion() throws IOException {
    store = TrainedStore.copyTo(shared.resolve("store"));
    commands = new Commands(store);
    commands.good("models", "register", "seed-1");
    commands.good("promote", "v1", "--set", "registry.floor=0");
  }

  private static List<String> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String export(String version, String to, String... more) {
    return commands.good(arguments(version, to, more));
  }

  private void refused(int code, String message, String version, String to, String... more) {
    commands.refused(code, message, arguments(version, to, more));
  }

  private String target(String to) {
    return to.contains("://") ? to : folder.resolve(to).toString();
  }

  private String[] arguments(String version, String to, String... more) {
    return Stream.concat(
            Stream.of("models", "export", version, "--to", target(to)), Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void everyNameOfAVersionGivesTheSameFile() throws IOException {
    String said = export("champion", "a.onnx");
    byte[] file = Files.readAllBytes(folder.resolve("a.onnx"));
    assertThat(said)
        .hasLineCount(1)
        .contains(
            "cifar-10@v000001, ResNet-8: ",
            folder.resolve("a.onnx") + ", %,d bytes, SHA-256 ".formatted(file.length),
            Sha256.of(file) + "; input image uint8 [n,3,32,32], output probability float32 [n,10]");
    for (String version : List.of("v1", "v000001", "1", "cifar-10@v1", "cifar-10@champion")) {
      assertThat(export(version, version + ".onnx")).contains("cifar-10@v000001");
      assertThat(folder.resolve(version + ".onnx")).hasBinaryContent(file);
    }
    assertThat(export(store.resolve("runs/seed-1/model.zip").toString(), "path.onnx"))
        .startsWith("ResNet-8: ");
    assertThat(filesIn(folder)).hasSize(7).allMatch(name -> name.endsWith(".onnx"));
  }

  @Test
  void aFolderOfSafetensorsAppearsWhole() throws IOException {
    String said = export("v1", "deep/weights", "--format", "safetensors");
    Path weights = folder.resolve("deep/weights");
    assertThat(filesIn(weights)).containsExactly("config.json", "model.safetensors");
    assertThat(filesIn(weights.getParent())).containsExactly("weights");
    assertThat(said)
        .hasLineCount(1)
        .contains(weights.resolve("model.safetensors") + ", ", "described in config.json beside it")
        .contains(Sha256.ofFile(weights.resolve("model.safetensors")));
    assertThat(export("v1", "deep/weights", "--format", "safetensors")).contains(" (as it was), ");
    Files.writeString(weights.resolve("notes.txt"), "mine");
    Files.writeString(weights.resolve("config.json"), "{}");
    refused(2, "is there already", "v1", "deep/weights", "--format", "safetensors");
    assertThat(weights.resolve("config.json")).hasContent("{}");
    export("v1", "deep/weights", "--format", "safetensors", "--overwrite");
    assertThat(weights.resolve("config.json")).content().contains("\"ResNet-8\"");
    assertThat(weights.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void aFileWithOtherBytesIsReplacedOnlyIfAsked() throws IOException {
    Path file = folder.resolve("model.onnx");
    export("v1", "model.onnx");
    assertThat(export("v1", "model.onnx")).contains(" (as it was), ");
    byte[] whole = Files.readAllBytes(file);
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    for (byte[] other : List.of(new byte[0], new byte[whole.length], longer)) {
      Files.write(file, other);
      refused(2, "is there already, with other bytes; --overwrite replaces it", "v1", "model.onnx");
      assertThat(file).hasBinaryContent(other);
    }
    assertThat(export("v1", "model.onnx", "--overwrite")).doesNotContain("as it was");
    assertThat(file).hasBinaryContent(whole);
  }

  @Test
  void targetsThatCannotBeAreRefusedInOneLine() throws IOException {
    refused(2, "--to must end in .onnx, or --format must be given", "v1", "weights");
    refused(2, "--to must be a folder", "v1", "a.onnx", "--format", "safetensors");
    refused(2, "--to must be a folder", "v1", "model.safetensors", "--format", "safetensors");
    refused(2, "must not end in .safetensors", "v1", "x.safetensors", "--format", "onnx");
    refused(2, "--format", "v1", "x", "--format", "pickle");
    refused(2, "must not hold a user's password", "v1", "hdfs://me:secret@host/x.onnx");
    refused(2, "--to must be a file, cannot be", "v1", "nosuch://host/x.onnx");
    Files.createDirectories(folder.resolve("folder.onnx"));
    refused(2, "--to must be a file, is a folder", "v1", "folder.onnx", "--overwrite");
    Files.writeString(folder.resolve("file"), "");
    refused(2, "--to must be a folder, is a file", "v1", "file", "--format", "safetensors");
    Files.createDirectories(folder.resolve("dir/config.json"));
    refused(2, "--to must be a file, is a folder", "v1", "dir", "--format", "safetensors");
    assertThat(filesIn(folder)).containsExactly("dir", "file", "folder.onnx");
    assertThat(filesIn(folder.resolve("dir"))).containsExactly("config.json");
  }

  @Test
  void modelsThatCannotBeReadAreRefusedInOneLine() throws IOException {
    refused(2, "cifar-10 has no version v000009", "v9", "x.onnx");
    refused(2, "cifar-10 has no version v000009", "9", "x.onnx");
    refused(2, "", "v0", "x.onnx");
    refused(3, "none.zip: no such model (models export)", "none.zip", "x.onnx");
    refused(3, "must be a file, is a folder (models export)", folder.toString(), "x.onnx");
    Path damaged = folder.resolve("model.zip");
    byte[] bytes = Files.readAllBytes(store.resolve("runs/seed-1/model.zip"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);
    refused(3, "model.zip: not a complete model file", damaged.toString(), "x.onnx");
    Files.copy(store.resolve("runs/seed-1/manifest.json"), damaged.resolveSibling("manifest.json"));
    refused(3, "model.zip: SHA-256 must be ", damaged.toString(), "x.onnx");
    assertThat(filesIn(folder)).containsExactly("manifest.json", "model.zip");
  }
}
