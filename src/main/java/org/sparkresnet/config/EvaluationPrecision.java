package org.sparkresnet.config;

import java.util.Optional;

/** Values of evaluate.precision. */
public enum EvaluationPrecision {
  /** That of train.precision. */
  TRAIN,
  /** BF16 where it is faster, all CPUs have it and the fast layers are used, else FLOAT32. */
  AUTO,
  /** Everything in float32. */
  FLOAT32,
  /** Activations in bfloat16, where the CPU multiplies it. */
  BF16;

  /** The value of train.precision that it stands for; empty for that of the training itself. */
  Optional<Precision> own() {
    return this == TRAIN ? Optional.empty() : Optional.of(Precision.valueOf(name()));
  }
}
