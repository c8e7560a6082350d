package org.sparkresnet.sql;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.QueryPlanningTracker;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.ExecutorPrecision;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.Store;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Finds the model that a text means, once a query: each of its calls has the same one. Settings of
 * the session name store and default model. Driver only.
 */
final class ModelResolver {
  /** Setting with the store of the registry; default {@code store}. */
  static final String STORE = "spark.sparkresnet.store";

  /** Setting with the model of a call that names none; default {@code champion}. */
  static final String MODEL = "spark.sparkresnet.model";

  /** Beginning of settings that are keys of the configuration, as {@code --set} has them. */
  static final String SET = "spark.sparkresnet.set.";

  /** Loaded versions of the registry that are kept for the next query. */
  private static final int KEPT = 8;

  private static final Map<QueryPlanningTracker, Map<String, QueryModel>> OF_QUERIES =
      new WeakHashMap<>();

  private static final Map<Version, QueryModel> LOADED =
      new LinkedHashMap<>(KEPT, 1, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, QueryModel> eldest) {
          return size() > KEPT;
        }
      };

  /** What a version was loaded with: another application has other broadcast variables. */
  private record Version(
      String application,
      String store,
      String name,
      String sha256,
      LayerSet layers,
      Map<String, String> values) {}

  private ModelResolver() {}

  /**
   * The model of a call, which all calls of the query that is analysed share.
   *
   * @param named the call's text; empty for the session's model
   * @throws org.sparkresnet.common.UserError if there is no such model, or it cannot be used
   */
  static synchronized QueryModel resolve(String function, Optional<String> named) {
    SparkSession spark = SparkSession.active();
    String text = named.orElseGet(() -> spark.conf().get(MODEL, "champion"));
    Option<QueryPlanningTracker> query = QueryPlanningTracker.get();
    if (query.isEmpty()) {
      return load(spark, function, text);
    }
    Map<String, QueryModel> resolved =
        OF_QUERIES.computeIfAbsent(query.get(), it -> new LinkedHashMap<>());
    QueryModel known = resolved.get(text);
    if (known == null) {
      known = load(spark, function, text);
      resolved.put(text, known);
    }
    return known;
  }

  private static QueryModel load(SparkSession spark, String function, String text) {
    JobConfig config = fitted(spark, config(spark));
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Store store = Store.open(spark.conf().get(STORE, "store"), hadoop);
    Optional<ModelReference> reference = ModelReference.parse(text, config.registry().model());
    if (reference.isEmpty()) {
      return broadcast(
          spark, config, hadoop, SavedModel.load(hadoop, store, config, function, text), text);
    }
    Registry registry = Registry.open(store, reference.get().model());
    ModelVersion version = reference.get().find(registry);
    String name = registry.name() + "@" + version;
    Version key =
        new Version(
            spark.sparkContext().applicationId(),
            store.root().toString(),
            name,
            registry.manifest(version).sha256(),
            config.evaluationLayers(),
            config.values());
    QueryModel loaded = LOADED.get(key);
    if (loaded == null) {
      loaded =
          broadcast(
              spark, config, hadoop, SavedModel.load(hadoop, store, config, function, name), name);
      LOADED.put(key, loaded);
    }
    return loaded;
  }

  /** The configuration for the executors that are there. */
  private static JobConfig fitted(SparkSession spark, JobConfig config) {
    return config.evaluatesInChosenBfloat16()
            && ExecutorPrecision.withoutBfloat16(spark).isPresent()
        ? config.withoutBfloat16()
        : config;
  }

  private static JobConfig config(SparkSession spark) {
    Map<String, String> keys = new HashMap<>();
    JavaConverters.mapAsJavaMap(spark.conf().getAll())
        .forEach(
            (key, value) -> {
              if (key.startsWith(SET)) {
                keys.put(key.substring(SET.length()), value);
              }
            });
    return JobConfig.of(keys);
  }

  private static QueryModel broadcast(
      SparkSession spark, JobConfig config, Configuration hadoop, SavedModel saved, String name) {
    return new QueryModel(
        name,
        saved.version().isPresent() ? name : null,
        saved.sha256(),
        saved.classes(),
        saved.replica(config),
        saved.normalization(hadoop, config),
        saved.fit(),
        config.evaluate().batchSize(),
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(saved.parameters()));
  }
}
