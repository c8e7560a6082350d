package org.sparkresnet.sql;

import scala.Product;

/**
 * Node of Spark's trees that tells its fields, by which Spark copies it, compares it and prints it.
 */
interface Fields extends Product {
  /** The arguments of its constructor, in their order. */
  Object[] fields();

  @Override
  default int productArity() {
    return fields().length;
  }

  @Override
  default Object productElement(int n) {
    return fields()[n];
  }

  @Override
  default boolean canEqual(Object other) {
    return getClass().isInstance(other);
  }

  /** Tells whether another object is a node of the same class with the same fields. */
  static boolean equal(Fields node, Object other) {
    return node.canEqual(other)
        && node.productIterator().sameElements(((Product) other).productIterator());
  }
}
