package org.sparkresnet.sql;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructType;
import org.sparkresnet.common.UserError;
import scala.Option;
import scala.collection.Seq;
import scala.runtime.AbstractFunction1;

/** Makes the call of a function from its arguments, when Spark analyses a query. Driver only. */
final class FunctionBuilder extends AbstractFunction1<Seq<Expression>, Expression> {
  private final Answer answer;

  FunctionBuilder(Answer answer) {
    this.answer = answer;
  }

  @Override
  public Expression apply(Seq<Expression> arguments) {
    try {
      return call(ScalaSeqs.list(arguments));
    } catch (UserError e) {
      throw Refusal.of(e);
    }
  }

  /** Arguments in words. */
  String usage() {
    return answer.function()
        + (answer == Answer.TOP ? "(image, k [, model])" : "(image [, model])");
  }

  private Expression call(List<Expression> arguments) {
    int ofModel = answer == Answer.TOP ? 2 : 1;
    if (arguments.size() < ofModel || arguments.size() > ofModel + 1) {
      throw UserError.usage(
          "%s must be called as %s, has %d arguments"
              .formatted(answer.function(), usage(), arguments.size()));
    }
    Optional<Expression> model = arguments.stream().skip(ofModel).findFirst();
    StringBuilder others = new StringBuilder();
    arguments.stream().skip(1).forEach(it -> others.append(", ").append(it.sql()));
    return new ClassifyCall(
        answer,
        answer == Answer.TOP ? most(arguments.get(1)) : 1,
        ModelResolver.resolve(answer.function(), model.map(this::text)),
        others.toString(),
        image(arguments.get(0)));
  }

  private Expression image(Expression image) {
    if (image.dataType() instanceof NullType) {
      return new Cast(image, DataTypes.BinaryType, Option.empty());
    }
    if (!image.dataType().equals(DataTypes.BinaryType)) {
      throw UserError.usage(
          "%s: image must be binary (PNG, JPEG, BMP, GIF or 3,072 bytes of pixels), is: %s of type %s"
              .formatted(answer.function(), image.sql(), image.dataType().sql()));
    }
    if (isOfImageSource(image)) {
      throw UserError.usage(
          "%s: image must be the bytes of a picture's file, or pixels in planar RGB, cannot be rows of BGR as Spark's image source has them: %s; read the files with the source binaryFile, and take its column content"
              .formatted(answer.function(), image.sql()));
    }
    return image;
  }

  /** Of 32x32 pixels these have as many bytes as pixels in planar RGB, and other places. */
  private static boolean isOfImageSource(Expression image) {
    return (image instanceof Alias named ? named.child() : image) instanceof GetStructField field
        && field.child().dataType() instanceof StructType struct
        && Arrays.equals(struct.fieldNames(), ImageSchema.imageFields())
        && struct.fieldNames()[field.ordinal()].equals("data");
  }

  private int most(Expression k) {
    Object value = k.foldable() && k.dataType().equals(DataTypes.IntegerType) ? k.eval(null) : null;
    if (!(value instanceof Integer most) || most < 1) {
      throw UserError.usage(
          "%s: k must be a whole number of at least 1, the same for all rows, cannot be: %s"
              .formatted(answer.function(), k.sql()));
    }
    return most;
  }

  private String text(Expression model) {
    Object value =
        model.foldable() && model.dataType().equals(DataTypes.StringType) ? model.eval(null) : null;
    if (value == null) {
      throw UserError.usage(
          "%s: model must be a text such as 'cifar-10@champion', the same for all rows, cannot be: %s"
              .formatted(answer.function(), model.sql()));
    }
    return value.toString();
  }
}
