package org.sparkresnet.jobs.convert;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.UserError;

/** Split of a table into training and test pictures by the names of its files. */
final class TableSplit {
  /** Note on a split that is kept. */
  static final String KEPT = "the split into files train-… and test-… is kept";

  private static final Pattern TRAINING = Pattern.compile("train[-_.].*");
  private static final Pattern TEST = Pattern.compile("test[-_.].*");
  private static final Pattern VALIDATION = Pattern.compile("(val(id(ation)?)?|dev)[-_.].*");

  private TableSplit() {}

  /**
   * Tells whether the files are of training or test pictures by their names, and both are there.
   *
   * @param table of the files, for messages
   * @param files their paths
   * @throws UserError of code DATA if others lie beside them: they would be mixed with them
   */
  static boolean isKept(Path table, String... files) {
    List<String> names = Arrays.stream(files).map(file -> new Path(file).getName()).toList();
    Optional<String> training = first(names, TRAINING);
    Optional<String> test = first(names, TEST);
    boolean isKept = training.isPresent() && test.isPresent();
    if (isKept) {
      names.stream()
          .filter(name -> !TRAINING.matcher(name).matches() && !TEST.matcher(name).matches())
          .findFirst()
          .ifPresent(
              name -> {
                throw UserError.data(
                    "%s: %s lies beside train-… and test-…, which are kept as the split: move it elsewhere (--from)"
                        .formatted(table, name));
              });
    } else {
      Optional<String> validation = first(names, VALIDATION);
      HalfSplit.refuse(table, "files", training, validation, "test-…");
      HalfSplit.refuse(table, "files", test, validation, "train-…");
    }
    return isKept;
  }

  private static Optional<String> first(List<String> names, Pattern pattern) {
    return names.stream().filter(name -> pattern.matcher(name).matches()).findFirst();
  }

  /** Side of a file of a split that is kept. */
  static Side side(String file) {
    return TEST.matcher(new Path(file).getName()).matches() ? Side.TEST : Side.TRAINING;
  }
}
