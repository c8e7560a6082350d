package org.sparkresnet.report;

import java.util.Map;
import java.util.Optional;

/**
 * Pictures of images of one split, or the reason why they are unavailable.
 *
 * @param pixels by example id: [3,32,32], one byte each, planar RGB
 * @param unavailableReason reason in one line why there are no pictures; empty if there are
 */
public record Pictures(Map<Long, byte[]> pixels, Optional<String> unavailableReason) {
  public Pictures {
    pixels = Map.copyOf(pixels);
  }

  /** Pictures that were read. */
  public static Pictures of(Map<Long, byte[]> pixels) {
    return new Pictures(pixels, Optional.empty());
  }

  /** No pictures, with the reason in one line. */
  public static Pictures none(String unavailableReason) {
    return new Pictures(Map.of(), Optional.of(unavailableReason));
  }
}
