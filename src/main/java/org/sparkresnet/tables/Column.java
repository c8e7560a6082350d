package org.sparkresnet.tables;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Meaning of a table's column, at the component of the row's record that holds its value. It
 * becomes the column's comment in the Parquet files.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Column {
  /** One line without a full stop. */
  String value();

  /** Tells that a text has several lines; any other is kept in one. */
  boolean lines() default false;
}
