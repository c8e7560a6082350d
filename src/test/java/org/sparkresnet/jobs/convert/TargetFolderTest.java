package org.sparkresnet.jobs.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.LocalSpark;

class TargetFolderTest {
  @TempDir private Path folder;

  @Test
  void whatAKilledTaskLeftIsNoPartOfTheFolder() throws IOException {
    TargetFolder target =
        TargetFolder.of(
            LocalSpark.session(),
            folder.resolve("data").toString(),
            new org.apache.hadoop.fs.Path(folder.resolve("trees").toUri()));
    target.write("batches.meta.txt", new byte[] {'a'});
    Path aside = Path.of(target.file("data_batch_1.bin").toUri().getPath()).getParent();
    Files.write(aside.resolve("data_batch_1.bin"), new byte[9]);
    Files.write(
        aside.resolve("_tmp-6d7b1f0e-9a3c-4c1f-8a52-0c5a3c1b2d4e-data_batch_1.bin"), new byte[4]);
    target.publish(Map.of("data_batch_1.bin", 9L));
    assertThat(PictureFolders.digests(folder.resolve("data")))
        .containsOnlyKeys("batches.meta.txt", "data_batch_1.bin");
  }
}
