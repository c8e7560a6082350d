package org.sparkresnet.common;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Writer and reader of JSON files. A record is an object: its components are the fields, in order
 * and in snake case, and an empty Optional is null. A component marked {@code @JsonUnwrapped} lends
 * its own fields instead.
 *
 * <p>Reading passes over unknown fields. Every component needs its field, but for one with a {@code
 * JsonProperty.defaultValue}.
 */
public final class Json {
  private static final JsonSetter.Value NULLABLE = JsonSetter.Value.forValueNulls(Nulls.SET);

  /** The only mapper of the project; it is never changed. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .annotationIntrospector(new RecordAnnotations())
          .addModule(new JsonTypes())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // the rest of a torn file
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY) // which one would win?
          .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
          .withConfigOverride(Optional.class, it -> it.setSetterInfo(NULLABLE))
          .withConfigOverride(OptionalDouble.class, it -> it.setSetterInfo(NULLABLE))
          .withCoercionConfig(
              LogicalType.Textual,
              it ->
                  it.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private static final ObjectWriter PRETTY =
      MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

  private Json() {}

  /** The text of a record, two spaces an indent, newlines as on Unix, one at the end. */
  public static String text(Record record) {
    try {
      return PRETTY.writeValueAsString(record) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values is always JSON", e);
    }
  }

  /**
   * The record in a text.
   *
   * @param origin the file, for messages
   * @throws UserError of code DATA if the text is no JSON object, or if a field is missing or of
   *     another type: "ORIGIN: field seed must be an integer, is: null"
   */
  public static <T extends Record> T read(String origin, String text, Class<T> type) {
    JsonNode node = parse(origin, text);
    if (!node.isObject()) {
      throw UserError.data(origin + ": must be a JSON object");
    }
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JsonMappingException e) {
      throw JsonMismatch.error(origin, node, e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  /**
   * The tree of a text.
   *
   * @param origin the file, for messages
   * @throws UserError of code DATA if the text is no JSON
   */
  public static JsonNode parse(String origin, String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw UserError.data(origin + ": is no JSON: " + ErrorText.of(e.getOriginalMessage()), e);
    }
  }
}
