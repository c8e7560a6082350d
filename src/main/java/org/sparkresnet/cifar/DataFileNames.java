package org.sparkresnet.cifar;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.sparkresnet.files.FileNames;

/**
 * Rules for the names of files in folders of images: a file is read, is known to hold no images, or
 * is suspected to hold some.
 */
public enum DataFileNames implements FileNames {
  /** Files of a data set: data_batch*.bin and test_batch.bin, or CIFAR-100's two. */
  TRAINING_AND_TEST(
      "data_batch*.bin or %s, of CIFAR-100 %s or %s"
          .formatted(CifarFiles.TEST_FILE, Cifar100.TRAINING_FILE, Cifar100.TEST_FILE)) {
    @Override
    public boolean isWanted(String name) {
      return CifarFiles.isTraining(name) || CifarFiles.isTest(name);
    }

    @Override
    boolean isAlike(String lowerCase) {
      return lowerCase.contains("data_batch") || lowerCase.contains("test_batch");
    }
  },
  /** Files to score: *.bin. */
  SCORED("*.bin") {
    @Override
    public boolean isWanted(String name) {
      return name.endsWith(".bin");
    }

    @Override
    boolean isAlike(String lowerCase) {
      return false;
    }
  };

  private static final Pattern BINARY = Pattern.compile(".*\\.bin([^a-z0-9].*)?");
  private static final Pattern COMPRESSED =
      Pattern.compile(".*\\.(gz|bz2|xz|zst|lz4|snappy|zip|7z|tgz|tar)");
  private static final Pattern PARTIAL =
      Pattern.compile(
          ".*(\\.part|\\.partial|\\.tmp|\\.crdownload|\\.download|\\._copying_|\\.filepart|~)");

  /** Other data sets whose files people have at hand. */
  private static final Map<Pattern, String> OTHER_SETS =
      Map.of(
          Pattern.compile("(data_batch_\\d|test_batch)"), "CIFAR-10's Python version",
          Pattern.compile("(train|test|unlabeled)_[xy]\\.bin"), "STL-10",
          Pattern.compile("(train|t10k)-(images|labels)[-.]idx\\d-ubyte.*"), "MNIST",
          Pattern.compile("(train|test|extra)_32x32\\.mat"), "SVHN");

  /** Names beside data, of their publishers, tools and systems. */
  private static final Pattern NO_DATA =
      Pattern.compile(
          "(readme|license|licence|copying|changelog|md5sums?|sha(1|256|512)sums?|checksums?|thumbs|desktop)(\\..*)?"
              + "|.*\\.(txt|md|html?|json|ya?ml|xml|csv|tsv|log|pdf|md5|sha(1|256|512)|asc|sig|py|ipynb|sh|meta)");

  private final String wanted;

  DataFileNames(String wanted) {
    this.wanted = wanted;
  }

  abstract boolean isAlike(String lowerCase);

  @Override
  public String wanted() {
    return wanted;
  }

  @Override
  public Optional<String> suspicion(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Optional<String> set =
        OTHER_SETS.entrySet().stream()
            .filter(other -> other.getKey().matcher(lower).matches())
            .map(Map.Entry::getValue)
            .findFirst();
    if (set.isPresent()) {
      return Optional.of("looks like a file of " + set.get());
    }
    if (!isAlike(lower) && !BINARY.matcher(lower).matches()) {
      return Optional.empty();
    }
    if (COMPRESSED.matcher(lower).matches()) {
      return Optional.of("looks like compressed images");
    }
    if (PARTIAL.matcher(lower).matches()) {
      return Optional.of("looks like images that are still being copied");
    }
    return NO_DATA.matcher(lower).matches() ? Optional.empty() : Optional.of("looks like images");
  }

  @Override
  public boolean isKnownOther(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return NO_DATA.matcher(lower).matches() || isArchive(lower);
  }

  /** An archive that the files beside it came from. */
  private static boolean isArchive(String lowerCase) {
    return COMPRESSED.matcher(lowerCase).matches() && lowerCase.startsWith("cifar");
  }

  @Override
  public Optional<String> hint(List<String> names) {
    Set<String> lower = new TreeSet<>();
    names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
    if (lower.contains("fine_label_names.txt")) {
      return Optional.of("these are files of CIFAR-100");
    }
    if (lower.contains("batches.meta")) {
      return Optional.of(
          "these are files of CIFAR-10's Python version: the binary version is read");
    }
    if (lower.contains(CifarFiles.ARCHIVE_FOLDER)) {
      return Optional.of("the files may be in its folder " + CifarFiles.ARCHIVE_FOLDER);
    }
    return lower.stream()
        .filter(DataFileNames::isArchive)
        .findFirst()
        .map(archive -> archive + " must be unpacked: fetch --from does");
  }
}
