package org.sparkresnet.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Predicate;
import org.sparkresnet.UserError;
import org.sparkresnet.files.OneLine;

/** JSON objects: written in the order of their fields, read with messages that name the field. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private final String origin;
  private final JsonNode object;

  private Json(String origin, JsonNode object) {
    this.origin = origin;
    this.object = object;
  }

  /** The text of an object, two spaces an indent, newlines as on Unix. */
  static String pretty(ObjectNode object) {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    try {
      return MAPPER.writer(printer).writeValueAsString(object) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an object of plain values is always JSON", e);
    }
  }

  /**
   * An object to read fields of.
   *
   * @param origin the file, for messages
   */
  static Json parse(String origin, String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (!node.isObject()) {
        throw UserError.data(origin + ": must be a JSON object");
      }
      return new Json(origin, node);
    } catch (JsonProcessingException e) {
      throw UserError.data(origin + ": is no JSON: " + OneLine.of(e.getOriginalMessage()), e);
    }
  }

  String string(String field) {
    return required(field, JsonNode::isTextual, "a string").textValue();
  }

  long integer(String field) {
    return required(field, JsonNode::canConvertToLong, "an integer").longValue();
  }

  double number(String field) {
    return required(field, JsonNode::isNumber, "a number").doubleValue();
  }

  boolean flag(String field) {
    return required(field, JsonNode::isBoolean, "true or false").booleanValue();
  }

  Json object(String field) {
    return new Json(origin, required(field, JsonNode::isObject, "an object"));
  }

  /** A string that may be null. */
  Optional<String> optionalString(String field) {
    return isNull(field) ? Optional.empty() : Optional.of(string(field));
  }

  boolean isNull(String field) {
    return object.path(field).isNull();
  }

  Iterable<String> fields() {
    return object::fieldNames;
  }

  private JsonNode required(String field, Predicate<JsonNode> rule, String type) {
    JsonNode node = object.path(field);
    if (!rule.test(node)) {
      throw UserError.data(
          origin
              + ": field "
              + field
              + (node.isMissingNode() ? " is missing" : " must be " + type + ", is: " + node));
    }
    return node;
  }
}
