package org.sparkresnet.pictures;

/** Way of a picture that is no square into a square. */
public enum Fit {
  /** The short side becomes 32 pixels, and the middle of the long side is kept. */
  CROP,
  /** The long side becomes 32 pixels, and the rest is black. */
  PAD
}
