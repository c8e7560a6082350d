package org.sparkresnet.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.UserError;

/**
 * Speed of a system in one measurement, as a line of JSON. This build and the programs in src/peers
 * print such lines.
 *
 * @param system such as PyTorch 2.15.0 channels_last
 * @param versions of what the system computes with
 * @param precision float32 or bf16
 * @param figure training or inference
 * @param network such as ResNet-20
 * @param batchSize images in a minibatch of one worker
 * @param threads of one worker
 * @param workers at the same time
 * @param imagesPerSecond of all workers, in the step of median time
 * @param bestImagesPerSecond of all workers, in the fastest step
 */
public record SystemSpeed(
    String system,
    String versions,
    String precision,
    String figure,
    String network,
    int batchSize,
    int threads,
    int workers,
    double imagesPerSecond,
    double bestImagesPerSecond) {
  static final String TRAINING = "training";
  static final String INFERENCE = "inference";

  private static final int MOST_CHARACTERS = 200;

  public SystemSpeed {
    requireText("system", system);
    requireText("versions", versions);
    requireOneOf("precision", precision, MeasuredSystem.FLOAT32, MeasuredSystem.BF16);
    requireOneOf("figure", figure, TRAINING, INFERENCE);
    requireText("network", network);
    requirePositive("batch_size", batchSize);
    requirePositive("threads", threads);
    requirePositive("workers", workers);
    requirePositive("images_per_second", imagesPerSecond);
    requirePositive("best_images_per_second", bestImagesPerSecond);
    if (bestImagesPerSecond < imagesPerSecond) {
      throw new IllegalArgumentException(
          "best_images_per_second must be at least images_per_second (%s), is: %s"
              .formatted(imagesPerSecond, bestImagesPerSecond));
    }
  }

  private static void requireText(String field, String text) {
    if (text.isBlank() || text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "field %s must have 1 to %d characters, is: %s".formatted(field, MOST_CHARACTERS, text));
    }
  }

  private static void requireOneOf(String field, String value, String one, String other) {
    if (!value.equals(one) && !value.equals(other)) {
      throw new IllegalArgumentException(
          "field %s must be %s or %s, is: %s".formatted(field, one, other, value));
    }
  }

  private static void requirePositive(String field, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "field %s must be a positive number, is: %s".formatted(field, value));
    }
  }

  /**
   * The speed in a line.
   *
   * @param origin file and number of the line, for messages
   * @throws UserError of code DATA if the line is no JSON object, or breaks a rule
   */
  static SystemSpeed of(String origin, String line) {
    return Json.read(origin, line, SystemSpeed.class);
  }

  /** The speed as one line of JSON. */
  public String line() {
    try {
      return Json.MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values is always JSON", e);
    }
  }

  MeasuredSystem measuredSystem() {
    return new MeasuredSystem(system, precision);
  }
}
