package org.sparkresnet.pictures;

import org.sparkresnet.common.PrintableText;

/** Picture that cannot be decoded, or not with certainty; the message completes "the picture …". */
public final class DamagedPictureException extends Exception {
  private static final long serialVersionUID = 1L;

  DamagedPictureException(String reason) {
    super(PrintableText.line(reason));
  }

  DamagedPictureException(String reason, Throwable cause) {
    super(PrintableText.line(reason), cause);
  }
}
