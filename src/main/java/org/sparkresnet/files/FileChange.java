package org.sparkresnet.files;

import java.io.IOException;

/** Change of files that may be tried again after a failure. */
@FunctionalInterface
public interface FileChange {
  /** Makes the change. */
  void make() throws IOException;
}
