package org.sparkresnet.files;

import java.util.List;
import java.util.Optional;

/** Rule for the names of the files that a reader of folders wants. */
public interface FileNames {
  /** Tells whether a file of this name is read. */
  boolean isWanted(String name);

  /** The wanted names in words, for messages. */
  String wanted();

  /** The reason why a file that is not wanted may be meant to be, such as "is compressed". */
  Optional<String> suspicion(String name);

  /** Tells whether a file that is not wanted is known to hold no data. */
  boolean isKnownOther(String name);

  /** Explains what a folder without a wanted file holds instead. */
  Optional<String> hint(List<String> names);
}
