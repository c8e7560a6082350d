package org.sparkresnet.jobs.convert;

import java.io.Serializable;

/**
 * Picture that is to be converted.
 *
 * @param name path of its file, or its place in a table
 * @param bytes of its file; null where they cannot be had
 * @param defect the reason why not, in words; null where there are bytes
 */
record FoundPicture(String name, short label, Side side, byte[] bytes, String defect)
    implements Serializable {
  static FoundPicture whole(String name, short label, Side side, byte[] bytes) {
    return new FoundPicture(name, label, side, bytes, null);
  }

  static FoundPicture defective(String name, short label, Side side, String defect) {
    return new FoundPicture(name, label, side, null, defect);
  }
}
