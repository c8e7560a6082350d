package org.sparkresnet.config;

/** Values of evaluate.precision. */
public enum EvaluationPrecision {
  /** That of train.precision. */
  TRAIN,
  /** BF16 where the driver's CPU multiplies bfloat16 and the fast layers are used, else FLOAT32. */
  AUTO,
  /** Everything in float32. */
  FLOAT32,
  /** Activations in bfloat16, where the CPU multiplies it. */
  BF16;

  /** The value of train.precision that it stands for. */
  Precision with(Precision ofTraining) {
    return this == TRAIN ? ofTraining : Precision.valueOf(name());
  }
}
