package org.sparkresnet.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.cifar.DataFileNames.SCORED;
import static org.sparkresnet.cifar.DataFileNames.TRAINING_AND_TEST;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataFileNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "data_batch_1.bin",
        "data_batch_increment-7.bin",
        "test_batch.bin",
        "train.bin",
        "test.bin"
      })
  void imagesAreWanted(String name) {
    assertThat(TRAINING_AND_TEST.isWanted(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "data_batch_5.bin.gz, compressed images",
    "DATA_BATCH_5.zip, compressed images",
    "train.bin.zst, compressed images",
    "data_batch_3.bin.part, images that are still being copied",
    "data_batch_3.bin._COPYING_, images that are still being copied",
    "data_batch_3.bin~, images that are still being copied",
    "DATA_BATCH_4.BIN, images",
    "data_batch_4.dat, images",
    "Test_Batch.bin, images",
    "increment.bin, images",
    "data_batch_2, a file of CIFAR-10's Python version",
    "test_batch, a file of CIFAR-10's Python version",
    "train_X.bin, a file of STL-10",
    "train-images-idx3-ubyte.gz, a file of MNIST",
    "test_32x32.mat, a file of SVHN"
  })
  void namesLikeThoseOfImagesAreSuspected(String name, String reason) {
    assertThat(TRAINING_AND_TEST.isWanted(name)).isFalse();
    assertThat(TRAINING_AND_TEST.suspicion(name)).contains("looks like " + reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "batches.meta.txt",
        "readme.html",
        "README",
        "LICENSE.md",
        "SHA256SUMS",
        "data_batch_1.bin.sha256",
        "data_batch_1.bin.md5",
        "cifar-10-binary.tar.gz",
        "Thumbs.db",
        "manifest.json"
      })
  void namesOfWhatStandsBesideImagesAreKnown(String name) {
    assertThat(TRAINING_AND_TEST.isWanted(name)).isFalse();
    assertThat(TRAINING_AND_TEST.suspicion(name)).isEmpty();
    assertThat(TRAINING_AND_TEST.isKnownOther(name)).isTrue();
  }

  @Test
  void otherNamesAreNeither() {
    assertThat(TRAINING_AND_TEST.suspicion("notes.docx")).isEmpty();
    assertThat(TRAINING_AND_TEST.isKnownOther("notes.docx")).isFalse();
  }

  @Test
  void aFolderOfAnotherSetIsExplained() {
    assertThat(TRAINING_AND_TEST.hint(List.of("readme.html", "fine_label_names.txt")))
        .contains("these are files of CIFAR-100");
    assertThat(TRAINING_AND_TEST.hint(List.of("batches.meta")))
        .contains("these are files of CIFAR-10's Python version: the binary version is read");
    assertThat(TRAINING_AND_TEST.hint(List.of("cifar-10-batches-bin")))
        .contains("the files may be in its folder cifar-10-batches-bin");
    assertThat(TRAINING_AND_TEST.hint(List.of("cifar-10-binary.tar.gz")))
        .contains("cifar-10-binary.tar.gz must be unpacked: fetch --from does");
    assertThat(TRAINING_AND_TEST.hint(List.of("notes.docx"))).isEmpty();
  }

  @Test
  void whatIsScoredHasOneEndingAndIsNotSuspectedOtherwise() {
    assertThat(SCORED.isWanted("anything.bin")).isTrue();
    assertThat(SCORED.suspicion("anything.bin.gz")).contains("looks like compressed images");
    assertThat(SCORED.suspicion("anything.BIN")).contains("looks like images");
    assertThat(SCORED.suspicion("data_batch_1.txt")).isEmpty();
  }
}
