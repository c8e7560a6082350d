package org.sparkresnet.common;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.util.ClassUtil;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/**
 * Message about an object that is no record of some type, from Jackson's exception: "field seed
 * must be an integer, is: null".
 */
final class JsonMismatch {
  private static final Map<Class<?>, String> KINDS =
      Map.of(
          Integer.class, "an integer",
          Long.class, "an integer",
          Double.class, "a number",
          Boolean.class, "true or false",
          String.class, "a string",
          Instant.class, "a string");

  private final JsonMappingException failure;
  private JsonNode node;
  private String field = "";
  private boolean element;

  private JsonMismatch(JsonNode object, JsonMappingException failure) {
    this.failure = failure;
    this.node = object;
    Iterator<Reference> path = failure.getPath().iterator();
    while (path.hasNext()) {
      descend(path.next(), !path.hasNext());
    }
  }

  /**
   * The error for users.
   *
   * @param object the whole content of the file
   */
  static UserError error(String origin, JsonNode object, JsonMappingException failure) {
    return UserError.data(
        origin
            + ": "
            + (failure.getCause() instanceof UserError error
                ? error.getMessage() // of a record's own check, which knows no file
                : new JsonMismatch(object, failure).problem()),
        failure);
  }

  private void descend(Reference step, boolean last) {
    element = step.getFieldName() == null;
    field = element ? field : step.getFieldName();
    JsonNode next = element ? node.path(step.getIndex()) : node.path(field);
    // The name of an unwrapped component is no field: those below it lie in the same object.
    node = next.isMissingNode() && !last ? node : next;
  }

  private String problem() {
    if (node.isMissingNode()) {
      return "field " + field + " is missing";
    }
    if (element) {
      return "field " + field + " must hold objects, holds: " + node;
    }
    String text = node.textValue();
    if (failure.getCause() instanceof IllegalArgumentException rule && node.isObject()) {
      return rule.getMessage(); // of a record's constructor
    }
    if (failure.getCause() instanceof IllegalArgumentException rule) {
      return text == null ? mustBe("a string", node) : mustBe(rule.getMessage(), text);
    }
    Class<?> type = expected();
    return text != null && type.isEnum()
        ? mustBe("one of " + Arrays.toString(type.getEnumConstants()), text)
        : mustBe(kind(type), node);
  }

  private String mustBe(String rule, Object is) {
    return "field " + field + " must be " + rule + ", is: " + is;
  }

  private Class<?> expected() {
    Class<?> type = null;
    if (failure instanceof MismatchedInputException mismatch) {
      type = mismatch.getTargetType();
    } else if (failure.getCause() instanceof InputCoercionException overflow) {
      type = overflow.getTargetType();
    }
    return type == null ? Object.class : type;
  }

  private static String kind(Class<?> type) {
    boolean string = type.isEnum() || (type.isRecord() && type.getRecordComponents().length == 1);
    boolean list = Collection.class.isAssignableFrom(type);
    return KINDS.getOrDefault(
        type.isPrimitive() ? ClassUtil.wrapperType(type) : type,
        string ? "a string" : list ? "a list" : "an object");
  }
}
