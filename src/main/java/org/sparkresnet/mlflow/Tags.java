package org.sparkresnet.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Writer of the tags of an MLflow run or model version into a JSON request. */
final class Tags {
  /** Longest value of a tag that every version of MLflow accepts. */
  private static final int LONGEST_VALUE = 5_000;

  /** Prefix of this project's tags. */
  static final String PREFIX = "spark-resnet.";

  static final String RUN_ID = PREFIX + "run_id";

  private final ArrayNode array;

  /**
   * @param owner JSON object that receives the field "tags"
   */
  Tags(ObjectNode owner) {
    this.array = owner.putArray("tags");
  }

  Tags with(String key, String value) {
    array.addObject().put("key", key).put("value", cut(value, LONGEST_VALUE));
    return this;
  }

  Tags with(String key, Optional<String> value) {
    return value.map(it -> with(key, it)).orElse(this);
  }

  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
