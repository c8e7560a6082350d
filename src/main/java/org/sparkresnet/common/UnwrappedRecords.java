package org.sparkresnet.common;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TreeTraversingParser;
import java.io.IOException;
import java.util.List;

/** Reads records with {@code @JsonUnwrapped} components, which Jackson 2.15 only writes. */
final class UnwrappedRecords extends BeanDeserializerModifier {
  private static final long serialVersionUID = 1L;

  @Override
  public JsonDeserializer<?> modifyDeserializer(
      DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
    List<String> unwrapped =
        bean.findProperties().stream()
            .filter(UnwrappedRecords::isUnwrapped)
            .map(BeanPropertyDefinition::getName)
            .toList();
    return unwrapped.isEmpty() ? deserializer : new Deserializer(deserializer, unwrapped);
  }

  private static boolean isUnwrapped(BeanPropertyDefinition property) {
    return property.hasConstructorParameter()
        && property.getConstructorParameter().hasAnnotation(JsonUnwrapped.class);
  }

  /** Gives each unwrapped component the whole object, of which it takes the fields that it has. */
  private static final class Deserializer extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    private final List<String> unwrapped;

    Deserializer(JsonDeserializer<?> record, List<String> unwrapped) {
      super(record);
      this.unwrapped = unwrapped;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> record) {
      return new Deserializer(record, unwrapped);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (!parser.hasToken(JsonToken.START_OBJECT)) {
        return super.deserialize(parser, context);
      }
      ObjectNode object = context.readTree(parser).require();
      ObjectNode copy = object.deepCopy();
      unwrapped.forEach(component -> object.set(component, copy));
      try (JsonParser fields = new TreeTraversingParser(object, parser.getCodec())) {
        fields.nextToken();
        return super.deserialize(fields, context);
      }
    }
  }
}
