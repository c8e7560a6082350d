package org.sparkresnet.common;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** Types that Jackson does not know: Instant is a string, an Optional its value or null. */
final class JsonTypes extends SimpleModule {
  private static final long serialVersionUID = 1L;

  JsonTypes() {
    super("spark-resnet");
    addSerializer(Instant.class, ToStringSerializer.instance);
    addDeserializer(Instant.class, new InstantReader());
    addSerializer(Optional.class, new OptionalWriter());
    addSerializer(OptionalDouble.class, new OptionalWriter());
    addDeserializer(Optional.class, new OptionalReader(null));
    addDeserializer(OptionalDouble.class, new OptionalDoubleReader());
    setDeserializerModifier(new UnwrappedRecords());
  }

  private static final class InstantReader extends JsonDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (!json.hasToken(JsonToken.VALUE_STRING)) {
        return (Instant) context.handleUnexpectedToken(Instant.class, json);
      }
      try {
        return Instant.parse(json.getText());
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("a UTC time", e);
      }
    }
  }

  private static final class OptionalWriter extends JsonSerializer<Object> {
    /** For components that are left out where they are empty. */
    @Override
    public boolean isEmpty(SerializerProvider provider, Object value) {
      return value == null
          || value.equals(Optional.empty())
          || value.equals(OptionalDouble.empty());
    }

    @Override
    public void serialize(Object value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(
          value instanceof OptionalDouble number
              ? number.stream().boxed().findFirst().orElse(null)
              : ((Optional<?>) value).orElse(null),
          json);
    }
  }

  private static final class OptionalReader extends JsonDeserializer<Optional<?>>
      implements ContextualDeserializer {
    private final JavaType content;

    OptionalReader(JavaType content) {
      this.content = content;
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, BeanProperty property) {
      return new OptionalReader(context.getContextualType().containedType(0));
    }

    @Override
    public Optional<?> deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      return Optional.of(context.readValue(json, content));
    }

    @Override
    public Optional<?> getNullValue(DeserializationContext context) {
      return Optional.empty();
    }
  }

  private static final class OptionalDoubleReader extends JsonDeserializer<OptionalDouble> {
    @Override
    public OptionalDouble deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      return OptionalDouble.of(context.readValue(json, double.class));
    }

    @Override
    public OptionalDouble getNullValue(DeserializationContext context) {
      return OptionalDouble.empty();
    }
  }
}
