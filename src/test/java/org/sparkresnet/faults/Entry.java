package org.sparkresnet.faults;

import java.util.Arrays;
import org.sparkresnet.common.Sha256;

/**
 * File or folder of a {@link Tree}.
 *
 * @param bytes of a file; null for a folder
 * @param synced number of its first bytes that are certainly on the device
 * @param modified time in ms
 */
record Entry(byte[] bytes, int synced, long modified, String sha256) {
  static Entry folder() {
    return new Entry(null, 0, 0, "folder");
  }

  static Entry file(byte[] bytes, int synced, long modified) {
    return new Entry(bytes, Math.min(synced, bytes.length), modified, Sha256.of(bytes));
  }

  boolean isFolder() {
    return bytes == null;
  }

  boolean isOnDevice() {
    return isFolder() || synced == bytes.length;
  }

  /** What a power cut leaves of it where the length had not reached the device. */
  Entry dropped() {
    return isOnDevice() ? this : file(Arrays.copyOf(bytes, synced), synced, modified);
  }

  /** What a power cut leaves of it where the length, but not the bytes, had reached the device. */
  Entry zeroed() {
    return isOnDevice()
        ? this
        : file(Arrays.copyOf(Arrays.copyOf(bytes, synced), bytes.length), synced, modified);
  }
}
