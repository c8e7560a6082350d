package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;

/** A training says that it has fewer images than the last one of its recipe. */
@Slow
class EarlierImagesTest {
  @TempDir private Path folder;

  private SmallTraining training() {
    return SmallTraining.in(folder.resolve("store"));
  }

  @Test
  void aMissingFileIsSaidAndAnEqualSetIsNot() throws IOException {
    training().train("night-1");
    SmallTraining same = training();
    same.train("night-2");
    assertThat(same.told().warnings()).noneMatch(line -> line.contains("fewer"));

    Path data = folder.resolve("data");
    FileUtils.copyDirectory(JobStore.SLICE.toFile(), data.toFile());
    Files.delete(data.resolve("data_batch_5.bin"));
    SmallTraining less = training();
    less.train("night-3", "data.path=" + data);
    assertThat(less.told().warnings())
        .contains("240 training images, 60 fewer than run night-2 of the same recipe had");

    SmallTraining more = training();
    more.train("night-4");
    assertThat(more.told().warnings()).noneMatch(line -> line.contains("fewer"));
  }

  @Slow
  @Test
  void aManifestThatIsGoneOrDamagedSaysNothing() throws IOException {
    SmallTraining first = training();
    first.train("night-1");
    Files.writeString(first.run("night-1").resolve("manifest.json"), "{");
    SmallTraining second = training();
    second.train("night-2");
    assertThat(second.told().warnings()).noneMatch(line -> line.contains("fewer"));
  }
}
