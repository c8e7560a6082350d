package org.sparkresnet.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** JSON objects: written in the order of their fields, read with messages that name the field. */
public final class JsonFields {
  public static final ObjectMapper MAPPER = new ObjectMapper();

  private final String origin;
  private final JsonNode object;

  private JsonFields(String origin, JsonNode object) {
    this.origin = origin;
    this.object = object;
  }

  /** An object without fields, to be filled. */
  public static ObjectNode newObject() {
    return MAPPER.createObjectNode();
  }

  /** The text of an object, two spaces an indent, newlines as on Unix. */
  public static String pretty(ObjectNode object) {
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
   * @throws UserError of kind DATA if the text is no JSON object; so does every reader of a field
   *     that is missing or of another type
   */
  public static JsonFields parse(String origin, String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (!node.isObject()) {
        throw UserError.data(origin + ": must be a JSON object");
      }
      return new JsonFields(origin, node);
    } catch (JsonProcessingException e) {
      throw UserError.data(origin + ": is no JSON: " + ErrorText.of(e.getOriginalMessage()), e);
    }
  }

  /** A text. */
  public String string(String field) {
    return required(field, JsonNode::isTextual, "a string").textValue();
  }

  /** A whole number. */
  public long integer(String field) {
    return required(field, JsonNode::canConvertToLong, "an integer").longValue();
  }

  /** A number. */
  public double number(String field) {
    return required(field, JsonNode::isNumber, "a number").doubleValue();
  }

  /** True or false. */
  public boolean flag(String field) {
    return required(field, JsonNode::isBoolean, "true or false").booleanValue();
  }

  /** An object in this one. */
  public JsonFields object(String field) {
    return new JsonFields(origin, required(field, JsonNode::isObject, "an object"));
  }

  /** A string that may be null. */
  public Optional<String> optionalString(String field) {
    return isNull(field) ? Optional.empty() : Optional.of(string(field));
  }

  /** A number that may be null. */
  public OptionalDouble optionalNumber(String field) {
    return isNull(field) ? OptionalDouble.empty() : OptionalDouble.of(number(field));
  }

  /** One of an enum's names. */
  public <E extends Enum<E>> E choice(String field, Class<E> choices) {
    String name = string(field);
    for (E choice : choices.getEnumConstants()) {
      if (choice.name().equals(name)) {
        return choice;
      }
    }
    throw UserError.data(
        "%s: field %s must be one of %s, is: %s"
            .formatted(origin, field, Arrays.toString(choices.getEnumConstants()), name));
  }

  /** A list of objects. */
  public List<JsonFields> objects(String field) {
    List<JsonFields> objects = new ArrayList<>();
    for (JsonNode element : required(field, JsonNode::isArray, "a list")) {
      if (!element.isObject()) {
        throw UserError.data(origin + ": field " + field + " must hold objects, holds: " + element);
      }
      objects.add(new JsonFields(origin, element));
    }
    return objects;
  }

  /** Whether a field is there and null. */
  public boolean isNull(String field) {
    return object.path(field).isNull();
  }

  /** Whether a field is missing or null. */
  public boolean isAbsent(String field) {
    return object.path(field).isMissingNode() || isNull(field);
  }

  /** The names of the fields, in their order. */
  public Iterable<String> fields() {
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
