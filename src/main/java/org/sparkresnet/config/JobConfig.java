package org.sparkresnet.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.mlflow.MlflowSettings;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.plan.TrainConfig;

/**
 * Configuration of a job: a section for each group of keys. Immutable. Load, of and defaults check
 * every key. A stored configuration of an earlier run, whose rules may have been others, is checked
 * section by section, when a section is asked for.
 */
public final class JobConfig {
  /** Name of the key of {@link #tensorBoard}, for messages. */
  public static final String TENSOR_BOARD = TensorBoardConfig.FOLDER;

  /** Keys of what is told besides the results. */
  private static final String OUTSIDE = "results.";

  private static final String FLOAT32 = "float32";
  private static final String BF16 = "bf16";
  private static final String EXAMPLE_DYNAMICS = "results.example-dynamics";

  private final Settings settings;
  private final String origin;

  /** Tells whether precisions that are auto may be bf16, if this machine's CPU multiplies it. */
  private final boolean allowsBfloat16;

  private final Section<DataConfig> data = new Section<>(DataConfig::of);
  private final Section<DatasetConfig> dataset = new Section<>(DatasetConfig::of);
  private final Section<ModelConfig> model = new Section<>(ModelConfig::of);
  private final Section<TrainSection> train = new Section<>(TrainSection::of);
  private final Section<EvaluateConfig> evaluate = new Section<>(EvaluateConfig::of);
  private final Section<CheckpointConfig> checkpoint = new Section<>(CheckpointConfig::of);
  private final Section<StoreConfig> store = new Section<>(StoreConfig::of);
  private final Section<RegistryConfig> registry = new Section<>(RegistryConfig::of);
  private final Section<RetrainConfig> retrain = new Section<>(RetrainConfig::of);
  private final Section<MlflowSettings> mlflow = new Section<>(MlflowConfig::of);
  private final Section<Boolean> exampleDynamics =
      new Section<>(settings -> settings.flag(EXAMPLE_DYNAMICS));
  private final Section<Optional<String>> tensorBoard = new Section<>(TensorBoardConfig::of);

  /** Section that is read once, when it is asked for first. */
  private final class Section<T> {
    private final Function<Settings, T> reader;
    private T value;

    Section(Function<Settings, T> reader) {
      this.reader = reader;
    }

    synchronized T get() {
      if (value == null) {
        value = checked(reader);
      }
      return value;
    }
  }

  private JobConfig(Settings settings) {
    this(settings, "", true);
  }

  /**
   * @param origin of a stored configuration; empty for the user's own
   */
  private JobConfig(Settings settings, String origin, boolean allowsBfloat16) {
    this.settings = settings;
    this.origin = origin;
    this.allowsBfloat16 = allowsBfloat16;
  }

  /** What is wrong in a stored configuration is a fault of its file, and not of the command. */
  private <T> T checked(Function<Settings, T> reader) {
    try {
      return reader.apply(settings);
    } catch (UserError e) {
      throw origin.isEmpty() ? e : UserError.data(origin + ": " + e.getMessage(), e);
    }
  }

  /**
   * Loads a configuration.
   *
   * @param file the user's HOCON file over reference.conf; null for none
   * @param assignments key=value over the file, each over the ones before it
   * @throws UserError of code USAGE if a key is unknown or its value is refused
   */
  public static JobConfig load(Path file, List<String> assignments) {
    return of(new Settings(ConfigLayers.load(file, assignments, "--set")));
  }

  /**
   * The defaults with other values of some keys.
   *
   * @throws UserError of code USAGE if a key is unknown or its value is refused
   */
  public static JobConfig of(Map<String, String> values) {
    List<String> assignments =
        new TreeMap<>(values)
            .entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    return of(new Settings(ConfigLayers.load(null, assignments, "configuration")));
  }

  /**
   * The defaults under assignments, each section of which is checked when it is asked for: they are
   * meant for another configuration, with which only they make a whole.
   *
   * @param assignments key=value, each over the ones before it
   * @throws UserError of code USAGE if a key is unknown; also later, as {@link #load}
   */
  public static JobConfig ofPart(List<String> assignments) {
    return new JobConfig(new Settings(ConfigLayers.load(null, assignments, "--set")));
  }

  /** The defaults: reference.conf. */
  public static JobConfig defaults() {
    return of(Map.of());
  }

  static JobConfig of(Settings settings) {
    JobConfig config = new JobConfig(settings);
    config.requireValid();
    return config;
  }

  /**
   * The configuration of an earlier run, as {@link #render} gave it; new keys are defaults.
   *
   * @param origin the file, for messages
   * @throws UserError of code DATA if it is no stored configuration; also later, when a section is
   *     asked for whose rules it breaks
   */
  public static JobConfig stored(String hocon, String origin) {
    return new JobConfig(
        new Settings(StoredConfig.ofText(ConfigLayers.reference(), hocon, origin)), origin, true);
  }

  /**
   * The configuration of an earlier run, as {@link #values} gave it; new keys are defaults, keys
   * that are unknown today are left out, but for those that changed something.
   *
   * @param origin the file or run, for messages
   * @throws UserError as {@link #stored(String, String)}
   */
  public static JobConfig stored(SortedMap<String, String> values, String origin) {
    return new JobConfig(
        new Settings(StoredConfig.ofValues(ConfigLayers.reference(), values, origin)),
        origin,
        true);
  }

  /**
   * The configuration of an earlier run, to train it again: with as many workers, and without keys
   * that name programs outside the store.
   *
   * @param values of the earlier run, as {@link #values} gave them
   * @param origin the run, for messages
   * @param files data files to read in place of what data.path finds; empty for data.path's
   * @param assignments key=value over them
   * @throws UserError of code DATA if the values are no stored configuration, of code USAGE if a
   *     key is unknown or its value is refused
   */
  public static JobConfig again(
      SortedMap<String, String> values,
      String origin,
      int workers,
      List<String> files,
      List<String> assignments) {
    SortedMap<String, String> own = new TreeMap<>(values);
    own.keySet().removeIf(key -> key.startsWith(OUTSIDE));
    own.forEach(
        (key, value) -> {
          if (EarlierKeys.isMissed(key, value)) {
            throw UserError.usage(
                "%s: %s was %s, and is no key of this version: the version of the run trains it again"
                    .formatted(origin, key, value));
          }
        });
    if (!files.isEmpty()) {
      own.put(KnownKeys.DATA_PATH, PathList.join(files));
    }
    Config stored =
        ConfigLayers.over(
            StoredConfig.ofValues(ConfigLayers.reference(), own, origin),
            List.of(PlanConfig.WORKERS + "=" + workers),
            origin);
    return of(new Settings(ConfigLayers.over(stored, assignments, "--set")));
  }

  /**
   * Checks all that needs neither Spark nor data nor a certain CPU.
   *
   * @throws UserError of code USAGE with the first key that is refused
   */
  public void requireValid() {
    data();
    checkpoint();
    store();
    registry();
    retrain();
    mlflow();
    tensorBoard();
    exampleDynamics();
    ModelConfig model = model();
    DatasetConfig dataset = dataset();
    TrainSection train = train();
    train.requireEvaluations(dataset, evaluate());
    int workers = train.plan().workers(() -> 1);
    int examples = Math.max(CifarFiles.TRAINING_IMAGES, workers);
    train.trainConfig(workers, examples, model.network(), dataset, LayerSet.STOCK);
  }

  /** Keys data.*. */
  public DataConfig data() {
    return data.get();
  }

  /** Keys dataset.*. */
  public DatasetConfig dataset() {
    return dataset.get();
  }

  /** Keys model.*. */
  public ModelConfig model() {
    return model.get();
  }

  /** Keys train.*. */
  public TrainSection train() {
    return train.get();
  }

  /** Keys evaluate.*. */
  public EvaluateConfig evaluate() {
    return evaluate.get();
  }

  /** Keys checkpoint.*. */
  public CheckpointConfig checkpoint() {
    return checkpoint.get();
  }

  /** Keys store.* and lock.*. */
  public StoreConfig store() {
    return store.get();
  }

  /** Keys registry.*. */
  public RegistryConfig registry() {
    return registry.get();
  }

  /** Keys retrain.*. */
  public RetrainConfig retrain() {
    return retrain.get();
  }

  /** Keys results.mlflow.*. */
  public MlflowSettings mlflow() {
    return mlflow.get();
  }

  /** Key results.tensorboard: a folder for event files; empty for none. */
  public Optional<String> tensorBoard() {
    return tensorBoard.get();
  }

  /** Key results.example-dynamics: whether a training writes the table of that name. */
  public boolean exampleDynamics() {
    return exampleDynamics.get();
  }

  /**
   * The layers that this machine uses, by model.layers and train.precision.
   *
   * @throws UserError of code USAGE if its CPU does not support them
   */
  public LayerSet layers() {
    return layerSet(train().precision(), TrainSection.PRECISION);
  }

  /**
   * The layers with which this machine evaluates, by model.layers and evaluate.precision.
   *
   * @throws UserError of code USAGE if its CPU does not support them
   */
  public LayerSet evaluationLayers() {
    return evaluate()
        .precision()
        .own()
        .map(own -> layerSet(own, EvaluateConfig.PRECISION))
        .orElseGet(this::layers);
  }

  private LayerSet layerSet(Precision asked, String key) {
    boolean isLimited = asked == Precision.AUTO && !allowsBfloat16;
    return model().layerSet(isLimited ? Precision.FLOAT32 : asked, key, train().portable());
  }

  /** True if a training's precision is left to this machine, and is bfloat16 here. */
  public boolean trainsInChosenBfloat16() {
    return train().precision() == Precision.AUTO && layers() == LayerSet.ONEDNN_BFLOAT16;
  }

  /** True if the precision of evaluations is left to this machine, and is bfloat16 here. */
  public boolean evaluatesInChosenBfloat16() {
    Precision asked = evaluate().precision().own().orElse(train().precision());
    return asked == Precision.AUTO && evaluationLayers() == LayerSet.ONEDNN_BFLOAT16;
  }

  /** This configuration where an executor's CPU has no bfloat16: precisions auto are float32. */
  public JobConfig withoutBfloat16() {
    return new JobConfig(settings, origin, false);
  }

  /**
   * The engine's configuration of a training with this machine's layers.
   *
   * @param examples training images
   * @param classes of the training images
   * @throws UserError of code USAGE if a key is refused with these numbers
   */
  public TrainConfig trainConfig(int workers, int examples, int classes) {
    NetworkConfig network = model().network().withClasses(classes);
    TrainSection train = train();
    return train.trainConfig(workers, examples, network, dataset(), layers());
  }

  /** The engine's configuration of a training on CIFAR-10's classes. */
  public TrainConfig trainConfig(int workers, int examples) {
    return trainConfig(workers, examples, ClassNames.CIFAR_10.size());
  }

  /**
   * This configuration with what a training on so many images chooses where keys leave it the
   * choice: the averaging frequency that suits the workers and the images a step, and this CPU's
   * precisions.
   */
  public JobConfig resolved(int workers, int examples) {
    Settings chosen = settings;
    if (train().plan().frequency().isEmpty()) {
      chosen =
          chosen.with(
              PlanConfig.AVERAGING_FREQUENCY, train().plan(workers, examples).frequency().at(0));
    }
    return with(chosen).withChosenPrecisions();
  }

  /** This configuration with the precisions that are used, where they are left to the machine. */
  public JobConfig withChosenPrecisions() {
    Settings chosen = settings;
    if (train().precision() == Precision.AUTO) {
      chosen = chosen.with(TrainSection.PRECISION, Precision.of(layers()));
    }
    if (evaluate().precision() == EvaluationPrecision.AUTO) {
      chosen = chosen.with(EvaluateConfig.PRECISION, Precision.of(evaluationLayers()));
    }
    return with(chosen);
  }

  private JobConfig with(Settings chosen) {
    return chosen == settings ? this : new JobConfig(chosen, origin, allowsBfloat16);
  }

  /**
   * This configuration for a run that began with values of keys: a precision that is left to the
   * machine is float32 if the run has begun in it, as those of earlier builds did by default.
   */
  public JobConfig goingOnFrom(Map<String, String> begun) {
    return keeping(begun, FLOAT32);
  }

  /**
   * This configuration for a run that began with values of keys: a precision that is left to the
   * machine is bfloat16 if the run has begun in it and the CPUs multiply it, fast or not.
   */
  public JobConfig keepingBfloat16Of(Map<String, String> begun) {
    return canBeBfloat16() && allowsBfloat16 && OneDnn.hasBfloat16() ? keeping(begun, BF16) : this;
  }

  /** A precision, if the run has begun in it, in place of each that is left to the machine. */
  private JobConfig keeping(Map<String, String> begun, String precision) {
    Settings same = settings;
    if (train().precision() == Precision.AUTO && isIn(precision, begun, TrainSection.PRECISION)) {
      same = same.with(TrainSection.PRECISION, precision);
    }
    if (evaluate().precision() == EvaluationPrecision.AUTO
        && isIn(precision, begun, EvaluateConfig.PRECISION)) {
      same = same.with(EvaluateConfig.PRECISION, precision);
    }
    return with(same);
  }

  private boolean canBeBfloat16() {
    return !train().portable() && model().layers() != ModelConfig.Layers.STOCK;
  }

  /**
   * Refuses to go on with a run that began in bfloat16, where the precision is left to the machine
   * and a CPU does not multiply it. Keys by which this configuration cannot have it are refused by
   * the checkpoint, which names them.
   *
   * @param run for the message
   * @throws UserError of code USAGE
   */
  public void requireGoesOnFrom(Map<String, String> begun, String run) {
    boolean differs =
        train().precision() == Precision.AUTO
            && isIn(BF16, begun, TrainSection.PRECISION)
            && canBeBfloat16()
            && layers() != LayerSet.ONEDNN_BFLOAT16;
    if (differs) {
      throw UserError.usage(
          "run %s began with %s = bf16, which a CPU here does not multiply: go on where all do, or begin again with --fresh"
              .formatted(run, TrainSection.PRECISION));
    }
  }

  private static boolean isIn(String precision, Map<String, String> begun, String key) {
    return precision.equals(begun.getOrDefault(key, EarlierKeys.DEFAULTS.get(key)));
  }

  /** The key that asks for bfloat16; empty if none does. */
  public Optional<String> bfloat16Key() {
    if (train().precision() == Precision.BF16) {
      return Optional.of(TrainSection.PRECISION);
    }
    return evaluate().precision() == EvaluationPrecision.BF16
        ? Optional.of(EvaluateConfig.PRECISION)
        : Optional.empty();
  }

  /** This configuration with another averaging frequency; not checked. */
  public JobConfig withAveragingFrequency(int minibatches) {
    return with(PlanConfig.AVERAGING_FREQUENCY, minibatches);
  }

  /** This configuration with another number of workers; not checked. */
  public JobConfig withWorkers(int workers) {
    return with(PlanConfig.WORKERS, workers);
  }

  private JobConfig with(String key, int value) {
    return new JobConfig(settings.with(key, value), "", allowsBfloat16);
  }

  /** The recipe of a training. */
  public Recipe recipe() {
    return checked(Recipe::of);
  }

  /** The recipe of a candidate of retrain: an equal one on the same data is no news. */
  public Recipe candidateRecipe() {
    return checked(Recipe::ofCandidate);
  }

  /**
   * The keys whose values differ from those of a run that has finished, as "key before -> now": of
   * recipe, data and evaluations.
   */
  public List<String> changesFrom(JobConfig finished) {
    return Recipe.ofRun(settings).changesFrom(finished.checked(Recipe::ofRun));
  }

  /**
   * The keys of {@link #changesFrom} but for data.path: where images are compared by their digest,
   * no bit depends on the place of their files.
   */
  public List<String> changesBesidePathsFrom(JobConfig finished) {
    return Recipe.ofRun(settings)
        .without(KnownKeys.DATA_PATH)
        .changesFrom(finished.checked(Recipe::ofRun).without(KnownKeys.DATA_PATH));
  }

  /** Every key with its value, in the order of the keys, as {@code --set} reads it. */
  public SortedMap<String, String> values() {
    return settings.values();
  }

  /**
   * KEY=VALUE, as {@code --set} reads it, of the keys that tell which images have which labels, but
   * for those with their default value.
   */
  public List<String> settingsOfImages() {
    SortedMap<String, String> values = values();
    SortedMap<String, String> defaults = defaults().values();
    return Stream.of(KnownKeys.DATA_PATH, DataConfig.LABELS)
        .filter(key -> !values.get(key).equals(defaults.get(key)))
        .map(key -> key + "=" + values.get(key))
        .toList();
  }

  /** The whole configuration as a HOCON file, without passwords. */
  public String render() {
    return settings.render();
  }
}
