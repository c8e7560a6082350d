package org.sparkresnet.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.UserError;
import org.sparkresnet.pictures.Fit;

/**
 * Way in which pictures became the images of data files, from the file that convert writes beside
 * them. Driver only.
 *
 * @param file that tells it
 */
record FitBeside(Fit fit, Path file) {
  private static final int MOST_BYTES = 16 << 20;

  /** What is read of the file; other files of its name have no such field. */
  private record Converted(@JsonProperty(defaultValue = "null") Optional<Fit> fit) {}

  /**
   * The way of a data set; cropped where no folder tells it, as for data that convert did not make.
   *
   * @throws UserError of code DATA if two folders tell different ways, or if a file is damaged
   */
  static Fit of(Configuration hadoop, List<Path> files) {
    Optional<FitBeside> found = Optional.empty();
    for (Path folder : files.stream().map(Path::getParent).distinct().toList()) {
      Optional<FitBeside> beside = in(hadoop, folder);
      if (found.isPresent() && beside.isPresent()) {
        requireSame(found.get(), beside.get());
      }
      found = found.or(() -> beside);
    }
    return found.map(FitBeside::fit).orElse(Fit.CROP);
  }

  private static void requireSame(FitBeside first, FitBeside other) {
    if (first.fit != other.fit) {
      throw UserError.data(
          "pictures of one data set must be converted with one --fit, are not: %s has %s and %s has %s (data.path)"
              .formatted(first.file, first.fit.text(), other.file, other.fit.text()));
    }
  }

  private static Optional<FitBeside> in(Configuration hadoop, Path folder) {
    Path file = new Path(folder, CifarFiles.CONVERSION_FILE);
    return NamesBeside.read(hadoop, file, MOST_BYTES)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .flatMap(text -> converted(file, text).fit())
        .map(fit -> new FitBeside(fit, file));
  }

  private static Converted converted(Path file, String text) {
    try {
      return Json.read(file.toString(), text, Converted.class);
    } catch (UserError e) {
      throw e.with("; restore the file from a copy, or convert the pictures again");
    }
  }
}
