package org.sparkresnet.sql;

import java.util.ArrayList;
import java.util.List;
import scala.Product;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Sequences as Spark's plans have them. */
final class ScalaSeqs {
  private ScalaSeqs() {}

  /** The sequence of a list's elements. */
  static <T> Seq<T> of(List<? extends T> elements) {
    List<T> own = new ArrayList<>(elements);
    return JavaConverters.asScalaBuffer(own).toList();
  }

  /** The elements of a sequence, to be read. */
  static <T> List<T> list(Seq<T> elements) {
    return JavaConverters.seqAsJavaList(elements);
  }

  /** A sequence with another element at its end. */
  static <T> Seq<T> with(Seq<? extends T> elements, T last) {
    List<T> all = new ArrayList<>(JavaConverters.seqAsJavaList(elements));
    all.add(last);
    return of(all);
  }

  /** Tells whether two nodes of the same class have the same elements. */
  static boolean sameElements(Product node, Product other) {
    return node.productIterator().sameElements(other.productIterator());
  }
}
