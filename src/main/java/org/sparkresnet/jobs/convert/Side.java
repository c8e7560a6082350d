package org.sparkresnet.jobs.convert;

/** Set to which a picture goes. */
enum Side {
  /** The training images. */
  TRAINING,
  /** The test images. */
  TEST,
  /** Either of them, by the picture's pixels. */
  BY_CONTENT
}
