package org.sparkresnet.train;

import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.testing.LocalSpark;

/** The real slice of 300 images on the shared Spark, for the tests of one class. */
final class SliceOnSpark implements BeforeAllCallback, AfterAllCallback {
  private JavaSparkContext spark;
  private CifarImages images;

  @Override
  public void beforeAll(ExtensionContext context) {
    spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    images = Runs.images(spark);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    images.close();
    ReplicaPool.closeIdle();
  }

  JavaSparkContext spark() {
    return spark;
  }

  CifarImages images() {
    return images;
  }
}
