package org.sparkresnet.cifar;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.sparkresnet.common.PrintableText;

/**
 * Names of the classes of a data set or a model: the name of class i stands at i. In JSON a list.
 *
 * @param names 2 to 1,000 different names without control characters
 */
public record ClassNames(List<String> names) implements Serializable {
  /** The classes of CIFAR-10. */
  public static final ClassNames CIFAR_10 = new ClassNames(CifarFormat.CLASS_NAMES);

  /** Most classes: the softmax and the confusion matrix of more are no task of these networks. */
  public static final int MOST = 1_000;

  private static final int FEWEST = 2;
  private static final int MOST_CHARACTERS = 100;

  /** Names that a message lists. */
  private static final int LISTED = 20;

  /** Names that a short text lists. */
  private static final int FIRST = 3;

  /**
   * @throws IllegalArgumentException in one line, if a rule is broken
   */
  public ClassNames {
    names = List.copyOf(names);
    require(
        names.size() >= FEWEST && names.size() <= MOST,
        "there must be %d to %,d class names, there %s %,d"
            .formatted(FEWEST, MOST, names.size() == 1 ? "is" : "are", names.size()));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      require(
          !name.isBlank() && name.equals(name.strip()),
          "the name of class %d must not be blank nor begin or end with a blank".formatted(i));
      require(
          name.length() <= MOST_CHARACTERS,
          "the name of class %d must have at most %d characters, has %d"
              .formatted(i, MOST_CHARACTERS, name.length()));
      require(
          PrintableText.of(name).equals(name),
          "the name of class %d must not have control characters: %s"
              .formatted(i, PrintableText.of(name)));
      require(
          seen.add(name),
          "the names of two classes must differ, classes %d and %d are both %s"
              .formatted(names.indexOf(name), i, name));
    }
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  /** Reader of a list in JSON. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static ClassNames of(List<String> names) {
    return new ClassNames(names);
  }

  @JsonValue
  @Override
  public List<String> names() {
    return names;
  }

  /** Number of classes. */
  public int size() {
    return names.size();
  }

  /** Name of a class. */
  public String name(int classId) {
    return names.get(classId);
  }

  /** Tells whether a label is a class. */
  boolean has(int label) {
    return label >= 0 && label < names.size();
  }

  /** "3 classes (oak, elm, ash)", or the first three and "…". */
  public String text() {
    return "%,d classes (%s%s)"
        .formatted(
            size(),
            String.join(", ", names.subList(0, Math.min(FIRST, size()))),
            size() > FIRST ? ", …" : "");
  }

  /**
   * Words on two lists that differ; empty if they are equal.
   *
   * @param mine owner of these names: "the model"
   * @param theirs owner of the others
   */
  public Optional<String> differenceFrom(String mine, ClassNames others, String theirs) {
    if (equals(others)) {
      return Optional.empty();
    }
    int first =
        IntStream.range(0, Math.min(size(), others.size()))
            .filter(i -> !name(i).equals(others.name(i)))
            .findFirst()
            .orElse(Math.min(size(), others.size()));
    return Optional.of(
        "%s has %s, %s has %s%s"
            .formatted(
                mine,
                listed(),
                theirs,
                others.listed(),
                first < LISTED
                    ? ""
                    : "; the first that differs is class %d, %s and %s"
                        .formatted(first, nameOrNone(first), others.nameOrNone(first))));
  }

  private String nameOrNone(int classId) {
    return has(classId) ? name(classId) : "none";
  }

  private String listed() {
    return "%,d classes (%s%s)"
        .formatted(
            size(),
            String.join(", ", names.subList(0, Math.min(LISTED, size()))),
            size() > LISTED ? " and %,d more".formatted(size() - LISTED) : "");
  }
}
