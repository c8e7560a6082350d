package org.sparkresnet.files;

import java.io.IOException;
import java.nio.file.Path;
import org.sparkresnet.common.ErrorText;

/** Failure of a change that was made and that a power cut may undo: its name is not on disk. */
final class NotOnDiskException extends IOException {
  private static final long serialVersionUID = 1;

  NotOnDiskException(Path path, IOException cause) {
    super(path + " is renamed, but its name is not on disk: " + ErrorText.of(cause), cause);
  }
}
