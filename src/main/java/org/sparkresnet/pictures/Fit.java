package org.sparkresnet.pictures;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Way of a picture that is no square into a square. */
public enum Fit {
  /** The short side becomes 32 pixels, and the middle of the long side is kept. */
  @JsonProperty("crop")
  CROP,
  /** The long side becomes 32 pixels, and the rest is black. */
  @JsonProperty("pad")
  PAD;

  /** The name as options and files have it: "crop". */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
