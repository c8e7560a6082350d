package org.sparkresnet.cifar.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;
import org.sparkresnet.cifar.Slice;

class PngBatchesTest {
  @TempDir Path folder;
  private PngBatches pngs;

  @BeforeEach
  void writeTheSliceAsPngs() throws IOException {
    PngSlice.write(folder);
    pngs = new PngBatches(folder, Slice.manifest());
  }

  @Test
  void rewritesEveryFileByteForByte() throws IOException {
    for (ExpectedFile file : Slice.manifest()) {
      Path binary = folder.resolve(file.name());
      assertThat(pngs.holds(file)).isTrue();
      pngs.writeBinary(file, binary);
      assertThat(binary).hasBinaryContent(Slice.bytes(file.name()));
    }
  }

  @Test
  void refusesAWrongNumberOfLabels() {
    ExpectedFile other = new ExpectedFile("data_batch_1.bin", 61, "0".repeat(64));
    PngBatches wrong = new PngBatches(folder, List.of(other));
    assertThatThrownBy(() -> wrong.writeBinary(other, folder.resolve("x")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("train_lables.json: must hold 61 labels, holds 300");
  }

  @Test
  void refusesAPngWithMissingRows() throws IOException {
    Files.copy(
        folder.resolve("data_batch_1.png"),
        folder.resolve("test_batch.png"),
        StandardCopyOption.REPLACE_EXISTING);
    ExpectedFile test = Slice.manifest().get(5);
    assertThatThrownBy(() -> pngs.writeBinary(test, folder.resolve("x")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("test_batch.png: image must be 1024 x 100 pixels, is 1024 x 60");
  }

  @Test
  void refusesALabelAboveNine() throws IOException {
    Path json = folder.resolve(PngBatches.TEST_LABELS);
    Files.writeString(json, Files.readString(json).replaceFirst("\\[\\d", "[12"));
    ExpectedFile test = Slice.manifest().get(5);
    assertThatThrownBy(() -> pngs.writeBinary(test, folder.resolve("x")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("test_lables.json: label 0 must be 0 to 9, is 12");
  }
}
