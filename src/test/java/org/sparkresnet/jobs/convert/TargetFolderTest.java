package org.sparkresnet.jobs.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.LocalSpark;

class TargetFolderTest {
  @TempDir private Path folder;

  private TargetFolder target() {
    return TargetFolder.of(
        LocalSpark.session(),
        folder.resolve("data").toString(),
        new org.apache.hadoop.fs.Path(folder.resolve("trees").toUri()));
  }

  private Path leftover(String name, Duration age) throws IOException {
    Path left = Files.createDirectory(folder.resolve(name));
    Files.write(left.resolve("data_batch_1.bin"), new byte[9]);
    return Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(age)));
  }

  @Test
  void whatAKilledConversionLeftDaysAgoGoesWhenTheFolderAppears() throws IOException {
    Path old = leftover("_tmp-6d7b1f0e-9a3c-4c1f-8a52-0c5a3c1b2d4e-data", Duration.ofDays(2));
    TargetFolder target = target();
    assertThat(old).as("it is the newest there").exists();
    Path others = leftover("_tmp-7d7b1f0e-9a3c-4c1f-8a52-0c5a3c1b2d4e-tada", Duration.ofDays(2));
    Path running = leftover("_tmp-8d7b1f0e-9a3c-4c1f-8a52-0c5a3c1b2d4e-data", Duration.ofHours(20));
    target.write("batches.meta.txt", new byte[] {'a'});
    target.publish(Map.of());
    assertThat(old).doesNotExist();
    assertThat(others).exists();
    assertThat(running).exists();
    assertThat(PictureFolders.digests(folder.resolve("data"))).containsOnlyKeys("batches.meta.txt");
  }

  @Test
  void whatAKilledTaskLeftIsNoPartOfTheFolder() throws IOException {
    TargetFolder target = target();
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
