package org.sparkresnet.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Tags of an MLflow run or model version, or other pairs of key and value, as JSON. */
final class Tags {
  /** What MLflow takes of a tag's value, the least of its versions. */
  private static final int LONGEST_VALUE = 5_000;

  /** Before the names of tags that are this project's. */
  static final String OURS = "spark-resnet.";

  static final String RUN_ID = OURS + "run_id";

  private final ArrayNode array;

  /**
   * @param owner gets the field "tags"
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
