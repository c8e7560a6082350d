package org.sparkresnet.tables;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkresnet.common.PrintableText;

/**
 * Columns of a table, derived from the components of its row's record: a component {@code macroF1}
 * is the column {@code macro_f1}. Methods of the record are looked up once.
 *
 * @param <R> record with {@link Column} at each component
 */
final class RecordColumns<R extends Record> {
  private final List<RecordColumn> columns;
  private final Constructor<R> constructor;
  private final StructType schema;

  private record RecordColumn(
      String name, String meaning, boolean lines, CellType type, Method accessor) {
    static RecordColumn of(RecordComponent component) {
      Column column = component.getAnnotation(Column.class);
      if (column == null) {
        throw new IllegalArgumentException(
            "component %s of %s must have a @Column"
                .formatted(component.getName(), component.getDeclaringRecord().getSimpleName()));
      }
      return of(component, column.value(), column.lines());
    }

    static RecordColumn of(RecordComponent component, String meaning, boolean lines) {
      return new RecordColumn(
          component.getName().replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT),
          meaning,
          lines,
          CellType.of(component.getGenericType()),
          component.getAccessor());
    }

    StructField field() {
      return DataTypes.createStructField(name, type.spark(), true).withComment(meaning);
    }

    Object cell(Record row) {
      Object cell =
          type.toCell().apply(Objects.requireNonNull(call(() -> accessor.invoke(row)), name));
      return cell instanceof String text
          ? lines ? PrintableText.lines(text) : PrintableText.of(text)
          : cell;
    }

    Object value(Row row) {
      Object cell = row.getAs(name);
      if (cell == null && !type.nullable()) {
        throw new NullPointerException(name);
      }
      return type.fromCell().apply(cell);
    }
  }

  private RecordColumns(List<RecordColumn> columns, Constructor<R> constructor) {
    this.columns = columns;
    this.constructor = constructor;
    this.schema =
        new StructType(columns.stream().map(RecordColumn::field).toArray(StructField[]::new));
  }

  static <R extends Record> RecordColumns<R> of(Class<R> type) {
    return of(type, RecordColumn::of);
  }

  /** Columns that a table gives their meanings. */
  static <R extends Record> RecordColumns<R> ofView(Class<R> type) {
    return of(type, component -> RecordColumn.of(component, "", true));
  }

  private static <R extends Record> RecordColumns<R> of(
      Class<R> type, Function<RecordComponent, RecordColumn> column) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return new RecordColumns<>(
        Arrays.stream(components).map(column).toList(),
        call(
            () -> {
              Constructor<R> constructor = type.getDeclaredConstructor(types);
              constructor.setAccessible(true); // of records that only their reader knows
              return constructor;
            }));
  }

  /** The columns with their meanings as comments; each may be null for Parquet. */
  StructType schema() {
    return schema;
  }

  /**
   * The values of a record in the columns' order, texts in one printable line each: String,
   * Integer, Long, Double, Boolean, Instant or null.
   *
   * @throws NullPointerException with the column's name, if a value is null
   */
  Object[] cells(R row) {
    Object[] cells = new Object[columns.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = columns.get(i).cell(row);
    }
    return cells;
  }

  /**
   * The record of a row that has the columns by name, among others.
   *
   * @throws NullPointerException with the column's name, if a cell is null that must not be
   */
  R record(Row row) {
    Object[] values = columns.stream().map(column -> column.value(row)).toArray();
    return call(() -> constructor.newInstance(values));
  }

  private interface Call<T> {
    T make() throws ReflectiveOperationException;
  }

  private static <T> T call(Call<T> call) {
    try {
      return call.make();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refusal) { // of the record's constructor
        throw refusal;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
