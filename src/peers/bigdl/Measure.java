import com.intel.analytics.bigdl.dataset.Sample;
import com.intel.analytics.bigdl.nn.CAddTable;
import com.intel.analytics.bigdl.nn.CrossEntropyCriterion;
import com.intel.analytics.bigdl.nn.Graph$;
import com.intel.analytics.bigdl.nn.Input$;
import com.intel.analytics.bigdl.nn.Linear;
import com.intel.analytics.bigdl.nn.MsraFiller;
import com.intel.analytics.bigdl.nn.ReLU;
import com.intel.analytics.bigdl.nn.SpatialAveragePooling;
import com.intel.analytics.bigdl.nn.SpatialBatchNormalization;
import com.intel.analytics.bigdl.nn.SpatialConvolution;
import com.intel.analytics.bigdl.nn.View;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.nn.abstractnn.DataFormat;
import com.intel.analytics.bigdl.optim.L2Regularizer;
import com.intel.analytics.bigdl.optim.Optimizer;
import com.intel.analytics.bigdl.optim.SGD;
import com.intel.analytics.bigdl.optim.Trigger;
import com.intel.analytics.bigdl.tensor.Tensor;
import com.intel.analytics.bigdl.tensor.Tensor$;
import com.intel.analytics.bigdl.tensor.TensorNumericMath;
import com.intel.analytics.bigdl.utils.Engine;
import com.intel.analytics.bigdl.utils.Node;
import com.intel.analytics.bigdl.utils.intermediate.ConversionUtils;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Times a residual network with BigDL on a local Spark and prints a line of JSON for each figure.
 * The network is that of org.sparkresnet.nn.ResNet, but for the two shortcuts that change the shape:
 * they are 1x1 convolutions, for BigDL has no MKL-DNN layer that adds zero channels.
 *
 * <p>BigDL's classes are Scala's, with implicit parameters: hence the raw types.
 */
@SuppressWarnings({"unchecked", "rawtypes"})
public final class Measure {
  private static final ClassTag FLOAT = ClassTag$.MODULE$.Float();
  private static final TensorNumericMath.TensorNumeric NUMERIC = numeric();
  private static final DataFormat NCHW = SpatialConvolution.apply$default$18();
  private static final int BATCHES = 8;
  private static final int WARM_UP_STEPS = 10;
  private static final int LEAST_STEPS = 5;

  private final int depth;
  private final int batch;
  private final double seconds;
  private final int cores;

  private Measure(int depth, int batch, double seconds, int cores) {
    this.depth = depth;
    this.batch = batch;
    this.seconds = seconds;
    this.cores = cores;
  }

  /** Arithmetic of floats, a Scala object in an object, whose name no Java source can have. */
  private static TensorNumericMath.TensorNumeric numeric() {
    try {
      return (TensorNumericMath.TensorNumeric)
          Class.forName(
                  "com.intel.analytics.bigdl.tensor.TensorNumericMath$TensorNumeric$NumericFloat$")
              .getField("MODULE$")
              .get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Measures. Arguments: depth, images in a minibatch, seconds for each figure, cores. */
  public static void main(String[] args) {
    System.setProperty("bigdl.engineType", "mkldnn");
    System.setProperty("bigdl.mklNumThreads", args[3]);
    new Measure(
            Integer.parseInt(args[0]),
            Integer.parseInt(args[1]),
            Double.parseDouble(args[2]),
            Integer.parseInt(args[3]))
        .run();
  }

  private void run() {
    SparkConf conf =
        Engine.createSparkConf(new SparkConf())
            .setAppName("BigDL")
            .setMaster("local[" + cores + "]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      Engine.init();
      print("training", spark.version(), train(spark));
      print("inference", spark.version(), infer());
    }
  }

  /** Seconds of each step: the time between two questions whether training is to end. */
  private List<Double> train(JavaSparkContext spark) {
    List<Sample> samples = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < batch * BATCHES; i++) {
      samples.add(
          Sample.apply(
              images(random, 3, 32, 32), (Object) (float) (1 + random.nextInt(10)), FLOAT, NUMERIC));
    }
    Steps steps = new Steps(seconds);
    Optimizer optimizer =
        Optimizer.apply(
            network(),
            (RDD) spark.parallelize(samples, cores).rdd(),
            new CrossEntropyCriterion(null, true, FLOAT, NUMERIC),
            batch,
            null,
            null,
            FLOAT,
            NUMERIC);
    optimizer.setOptimMethod(
        new SGD(1e-3, 0, 0, 0.9, 0, true, new SGD.Default(), null, null, FLOAT, NUMERIC));
    optimizer.setEndWhen(
        (Trigger)
            state -> {
              if (steps.areOver()) {
                throw new Measured();
              }
              return false;
            });
    try {
      optimizer.optimize();
    } catch (Measured end) {
      return steps.seconds();
    }
    throw new IllegalStateException("training ended before it was measured");
  }

  private List<Double> infer() {
    AbstractModule network = ConversionUtils.convert(network(), FLOAT).evaluate();
    Random random = new Random(1);
    List<Tensor> minibatches = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      minibatches.add(images(random, batch, 3, 32, 32));
    }
    Steps steps = new Steps(seconds);
    for (int i = 0; !steps.areOver(); i++) {
      network.forward(minibatches.get(i % BATCHES));
    }
    return steps.seconds();
  }

  private static Tensor images(Random random, int... shape) {
    int size = 1;
    for (int side : shape) {
      size *= side;
    }
    float[] pixels = new float[size];
    for (int i = 0; i < size; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return Tensor$.MODULE$.apply(pixels, shape, FLOAT, NUMERIC);
  }

  private AbstractModule network() {
    Node input = Input$.MODULE$.apply("input", FLOAT, NUMERIC);
    Node x = after(convolution(3, 16, 3, 1), input);
    int before = 16;
    for (int channels : new int[] {16, 32, 64}) {
      for (int i = 0; i < (depth - 2) / 6; i++) {
        x = unit(x, before, channels, channels == 16 && i == 0);
        before = channels;
      }
    }
    x = normalized(x, 64);
    x =
        after(
            new SpatialAveragePooling(
                8, 8, 1, 1, 0, 0, false, false, true, true, NCHW, FLOAT, NUMERIC),
            x);
    x = after(new View(new int[] {64}, FLOAT, NUMERIC), x);
    x =
        after(
            new Linear(64, 10, true, decay(), null, null, null, null, null, FLOAT, NUMERIC), x);
    return Graph$.MODULE$.apply(input, x, FLOAT, NUMERIC);
  }

  private static Node unit(Node x, int before, int channels, boolean first) {
    int stride = before == channels ? 1 : 2;
    Node y = normalized(x, before);
    Node shortcut = first ? y : x;
    if (stride == 2) {
      shortcut = after(convolution(before, channels, 1, 2), shortcut);
    }
    y = after(convolution(before, channels, 3, stride), y);
    y = after(convolution(channels, channels, 3, 1), normalized(y, channels));
    return after(new CAddTable(false, FLOAT, FLOAT, NUMERIC, NUMERIC), y, shortcut);
  }

  private static Node normalized(Node x, int channels) {
    Node y =
        after(
            new SpatialBatchNormalization(
                channels, 1e-5, 0.1, true, null, null, null, null, NCHW, FLOAT, NUMERIC),
            x);
    return after(new ReLU(true, FLOAT, NUMERIC), y);
  }

  private static AbstractModule convolution(int before, int channels, int side, int stride) {
    int padding = side / 2;
    return (AbstractModule)
        new SpatialConvolution(
                before,
                channels,
                side,
                side,
                stride,
                stride,
                padding,
                padding,
                1,
                true,
                decay(),
                null,
                null,
                null,
                null,
                null,
                false,
                NCHW,
                FLOAT,
                NUMERIC)
            .setInitMethod(new MsraFiller(false), null);
  }

  private static L2Regularizer decay() {
    return new L2Regularizer(5e-4, FLOAT, NUMERIC);
  }

  private static Node after(AbstractModule layer, Node... before) {
    return layer.inputs(before);
  }

  private void print(String figure, String spark, List<Double> steps) {
    Collections.sort(steps);
    double median = (steps.get((steps.size() - 1) / 2) + steps.get(steps.size() / 2)) / 2;
    System.out.printf(
        Locale.ROOT,
        "{\"system\": \"BigDL 0.12.1\", \"versions\": \"Spark %s, MKL-DNN engine, Java %s\","
            + " \"precision\": \"float32\", \"figure\": \"%s\", \"network\": \"ResNet-%d\","
            + " \"batch_size\": %d, \"threads\": %d, \"workers\": 1,"
            + " \"images_per_second\": %.3f, \"best_images_per_second\": %.3f}%n",
        spark,
        System.getProperty("java.specification.version"),
        figure,
        depth,
        batch,
        cores,
        batch / median,
        batch / steps.get(0));
  }

  /**
   * End of a training that needs no model: Spark 2.4 cannot collect one on Java 17. BigDL tries
   * again after any other kind of exception.
   */
  private static final class Measured extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
  }

  /** Times of steps after a warm-up, until the time is over. */
  private static final class Steps {
    private final double wanted;
    private final ArrayList<Long> moments = new ArrayList<>();

    Steps(double wanted) {
      this.wanted = wanted;
    }

    boolean areOver() {
      moments.add(System.nanoTime());
      int last = moments.size() - 1;
      return last >= WARM_UP_STEPS + LEAST_STEPS
          && (moments.get(last) - moments.get(WARM_UP_STEPS)) / 1e9 >= wanted;
    }

    List<Double> seconds() {
      List<Double> seconds = new ArrayList<>();
      for (int i = WARM_UP_STEPS + 1; i < moments.size(); i++) {
        seconds.add((moments.get(i) - moments.get(i - 1)) / 1e9);
      }
      return seconds;
    }
  }
}
