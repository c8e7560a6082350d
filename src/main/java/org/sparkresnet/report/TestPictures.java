package org.sparkresnet.report;

import java.util.Map;
import java.util.Optional;

/**
 * The pictures of test images, as far as they could be read.
 *
 * @param pixels by example id: [3,32,32], one byte each, planar RGB
 * @param whyNot one line that says why there are none; empty if there are
 */
public record TestPictures(Map<Long, byte[]> pixels, Optional<String> whyNot) {
  public TestPictures {
    pixels = Map.copyOf(pixels);
  }

  /** Pictures that were read. */
  public static TestPictures of(Map<Long, byte[]> pixels) {
    return new TestPictures(pixels, Optional.empty());
  }

  /** None, and why. */
  public static TestPictures none(String whyNot) {
    return new TestPictures(Map.of(), Optional.of(whyNot));
  }
}
