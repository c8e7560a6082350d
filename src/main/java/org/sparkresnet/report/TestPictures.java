package org.sparkresnet.report;

import java.util.Map;
import java.util.Optional;

/**
 * Pictures of test images, or the reason why they are unavailable.
 *
 * @param pixels by example id: [3,32,32], one byte each, planar RGB
 * @param unavailableReason reason in one line why there are no pictures; empty if there are
 */
public record TestPictures(Map<Long, byte[]> pixels, Optional<String> unavailableReason) {
  public TestPictures {
    pixels = Map.copyOf(pixels);
  }

  /** Pictures that were read. */
  public static TestPictures of(Map<Long, byte[]> pixels) {
    return new TestPictures(pixels, Optional.empty());
  }

  /** No pictures, with the reason in one line. */
  public static TestPictures none(String unavailableReason) {
    return new TestPictures(Map.of(), Optional.of(unavailableReason));
  }
}
