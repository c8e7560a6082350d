package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.Pictures;

/** Conversions of pictures on executors, on HDFS, and by processes that are killed. */
class ConvertClusterIT {
  private static final List<String> DATA =
      List.of("batches.meta.txt", "damaged.csv", "data_batch_1.bin", "test_batch.bin");

  @TempDir private Path folder;
  private Path trees;
  private Path data;

  @BeforeEach
  void convertOnOneCore() throws Exception {
    trees = folder.resolve("trees");
    for (int i = 0; i < 300; i++) {
      Path tree = Files.createDirectories(trees.resolve(i % 2 == 0 ? "oak" : "elm"));
      Files.write(tree.resolve(i + ".png"), Pictures.file(40, 40, i, "png"));
    }
    data = folder.resolve("data");
    try (DriverProcess driver = start(Map.of("spark.master", "local[1]"), trees, data)) {
      driver.expect(0);
    }
  }

  private DriverProcess start(Map<String, String> properties, Object from, Object to)
      throws IOException {
    return DriverProcess.start(
        folder,
        "true",
        properties,
        List.of("convert", "--from", from.toString(), "--to", to.toString()));
  }

  private void assertSameData(Path other, boolean sameSource) throws IOException {
    List<String> files = new ArrayList<>(DATA);
    if (sameSource) {
      files.add("conversion.json");
    }
    for (String file : files) {
      assertThat(other.resolve(file)).hasSameBinaryContentAs(data.resolve(file));
    }
    try (Stream<Path> entries = Files.list(other)) {
      assertThat(entries.filter(it -> !it.getFileName().toString().endsWith(".crc"))).hasSize(5);
    }
  }

  @Nightly
  @Test
  void theBytesAreTheSameOnManyCoresAndOnExecutorsThatReadAndWriteHdfs() throws Exception {
    try (DriverProcess driver =
        start(Map.of("spark.master", "local[4]"), trees, folder.resolve("four"))) {
      driver.expect(0);
    }
    assertSameData(folder.resolve("four"), true);
    try (MiniClusterProcess cluster = new MiniClusterProcess(folder.resolve("cluster"), "hdfs")) {
      FileSystem hdfs =
          new org.apache.hadoop.fs.Path(cluster.hdfs()).getFileSystem(new Configuration());
      hdfs.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(trees.toUri()), new org.apache.hadoop.fs.Path("/trees"));
      hdfs.mkdirs(new org.apache.hadoop.fs.Path("/made/data")); // an empty one is taken
      Map<String, String> executors =
          Map.of(
              "spark.master",
              "local-cluster[2,1,1024]",
              "spark.executor.memory",
              "1g",
              "spark.executor.extraClassPath",
              System.getProperty("java.class.path"),
              "spark.executor.extraJavaOptions",
              QuickJvm.text());
      try (DriverProcess driver =
          start(executors, cluster.hdfs() + "/trees", cluster.hdfs() + "/made/data")) {
        driver.expect(0);
      }
      try (DriverProcess again =
          start(Map.of(), cluster.hdfs() + "/trees", cluster.hdfs() + "/made/data")) {
        assertThat(again.expect(2).err()).contains("--to must be a new folder, or an empty one");
      }
      assertThat(hdfs.listStatus(new org.apache.hadoop.fs.Path("/made")))
          .as("nothing is left beside it")
          .hasSize(1);
      hdfs.copyToLocalFile(
          new org.apache.hadoop.fs.Path("/made/data"),
          new org.apache.hadoop.fs.Path(folder.resolve("copy").toUri()));
      assertSameData(folder.resolve("copy"), false);
    }
  }

  @Test
  void aKilledConversionLeavesNoFolderAndTheNextOneIsWhole() throws Exception {
    Path again = folder.resolve("again");
    for (String file : List.of("data_batch_1.bin", "conversion.json")) {
      Path marker = folder.resolve("stopped-in-" + file);
      try (DriverProcess driver =
          start(StoppingLocalFileSystem.stop(".*-" + file, 100, marker), trees, again)) {
        driver.await(marker).kill();
      }
      assertThat(again).doesNotExist();
    }
    try (DriverProcess driver = start(Map.of(), trees, again)) {
      driver.expect(0);
    }
    assertSameData(again, true);
  }
}
