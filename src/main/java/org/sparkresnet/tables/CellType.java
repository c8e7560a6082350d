package org.sparkresnet.tables;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Spark's type for the Java type of a record component, and the conversion of a component's value
 * to a cell and back. Optional types are cells that may be null, enums are strings with their
 * names.
 *
 * @param spark type of the column
 * @param nullable whether a cell may be null
 */
record CellType(
    DataType spark,
    boolean nullable,
    UnaryOperator<Object> toCell,
    UnaryOperator<Object> fromCell) {

  private static final Map<Type, CellType> SIMPLE =
      Map.of(
          boolean.class,
          unchanged(DataTypes.BooleanType),
          int.class,
          unchanged(DataTypes.IntegerType),
          long.class,
          unchanged(DataTypes.LongType),
          double.class,
          unchanged(DataTypes.DoubleType),
          String.class,
          unchanged(DataTypes.StringType),
          Instant.class,
          new CellType(DataTypes.TimestampType, false, UnaryOperator.identity(), CellType::instant),
          OptionalInt.class,
          nullable(
              DataTypes.IntegerType,
              (OptionalInt value) -> value.isPresent() ? value.getAsInt() : null,
              cell -> cell == null ? OptionalInt.empty() : OptionalInt.of((Integer) cell)),
          OptionalLong.class,
          nullable(
              DataTypes.LongType,
              (OptionalLong value) -> value.isPresent() ? value.getAsLong() : null,
              cell -> cell == null ? OptionalLong.empty() : OptionalLong.of((Long) cell)),
          OptionalDouble.class,
          nullable(
              DataTypes.DoubleType,
              (OptionalDouble value) -> value.isPresent() ? value.getAsDouble() : null,
              cell -> cell == null ? OptionalDouble.empty() : OptionalDouble.of((Double) cell)));

  /**
   * Returns the type of a component's cells.
   *
   * @throws IllegalArgumentException if a table cannot have such a component
   */
  static CellType of(Type component) {
    CellType simple = SIMPLE.get(component);
    if (simple != null) {
      return simple;
    }
    if (component instanceof Class<?> choices && choices.isEnum()) {
      return ofEnum(choices);
    }
    if (component instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
      CellType content = of(generic.getActualTypeArguments()[0]);
      return nullable(
          content.spark,
          (Optional<?> value) -> value.<Object>map(content.toCell).orElse(null),
          cell -> Optional.ofNullable(cell).map(content.fromCell));
    }
    throw new IllegalArgumentException("a column cannot hold " + component.getTypeName());
  }

  private static CellType unchanged(DataType type) {
    return new CellType(type, false, UnaryOperator.identity(), UnaryOperator.identity());
  }

  @SuppressWarnings("unchecked") // the component has the type that the conversion was chosen by
  private static <V> CellType nullable(
      DataType type, Function<V, Object> toCell, UnaryOperator<Object> fromCell) {
    return new CellType(type, true, value -> toCell.apply((V) value), fromCell);
  }

  private static CellType ofEnum(Class<?> choices) {
    return new CellType(
        DataTypes.StringType, false, CellType::name, cell -> choice(choices, (String) cell));
  }

  private static Object choice(Class<?> choices, String name) {
    return Arrays.stream(choices.getEnumConstants())
        .filter(it -> name(it).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a %s must be one of %s, is: %s"
                        .formatted(
                            choices.getSimpleName(),
                            Arrays.toString(choices.getEnumConstants()),
                            name)));
  }

  private static String name(Object choice) {
    return ((Enum<?>) choice).name();
  }

  /** Spark hands out the one or the other type, as the session is configured. */
  private static Object instant(Object cell) {
    return cell instanceof Timestamp timestamp ? timestamp.toInstant() : cell;
  }
}
