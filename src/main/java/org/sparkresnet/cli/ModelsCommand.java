package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.cli.display.ModelExportText;
import org.sparkresnet.cli.display.VersionText;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.export.ModelExportJob;
import org.sparkresnet.jobs.export.ModelExportRequest;
import org.sparkresnet.jobs.export.ModelFormat;
import org.sparkresnet.jobs.retrain.CompareJob;
import org.sparkresnet.jobs.retrain.RegisterJob;
import org.sparkresnet.jobs.retrain.StoredRecipe;
import org.sparkresnet.registry.Champions;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.TestLedger;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks into the registry, and adds to it by hand. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Lists the versions of the model registry.model in the store, the newest first; with a"
          + " subcommand shows one, compares two, adds one or exports"
          + " one.",
      "",
      "  submit/local models",
      "  submit/local models show champion",
      "  submit/local models compare v8 champion",
      "  submit/local models register RUN",
      "  submit/local models export champion --to champion.onnx"
    })
final class ModelsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RegistryOptions options;

  @Override
  public Integer call() {
    Registry registry = options.registry();
    PrintWriter out = spec.commandLine().getOut();
    SortedMap<ModelVersion, String> damages = registry.damages();
    damages.values().forEach(this::warn);
    Optional<Champions> champions = champions(registry);
    if (damages.isEmpty() && registry.versions().isEmpty()) {
      out.println("%s has no version yet; models register RUN adds one".formatted(registry.name()));
      return 0;
    }
    registry.versions().forEach(version -> StoredRecipe.of(version).orTell(this::warnOfRecipe));
    out.println(registry.name() + " in " + HumanText.path(registry.folder()));
    out.print(VersionText.list(registry, champions));
    out.flush();
    return 0;
  }

  private Optional<Champions> champions(Registry registry) {
    return MaybeDamaged.of(registry::champions).orTell(this::warn).flatMap(it -> it);
  }

  private void warnOfRecipe(String refusal) {
    warn("this build refuses the recipe of " + refusal + "; retrain takes it for another one");
  }

  private void warn(String line) {
    spec.commandLine().getErr().println("warning: " + line);
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      versionProvider = VersionProvider.class,
      description =
          "Shows where a version came from, verifies its model's SHA-256 and, from the table"
              + " test_uses, gives its accuracy with the interval that all looks at the test images"
              + " leave.")
  int show(
      @Parameters(paramLabel = "VERSION", description = "champion, v000007, v7 or 7.")
          String version) {
    Registry registry = options.registry();
    VersionManifest manifest = registry.manifest(ModelReference.find(registry, version));
    registry.read(manifest.version());
    print(VersionText.show(registry, manifest, champions(registry)));
    if (TestLedger.isIn(options.storeOptions().withoutSpark())) { // else Spark need not be started
      try (ConsoleListener console = new ConsoleListener(spec.commandLine().getOut());
          JobContext context = options.storeOptions().open("spark-resnet models show", console)) {
        TestLedger.readForAccuracies(context.spark(), context.store(), registry.name())
            .accuracy(manifest.sha256())
            .ifPresent(it -> console.note("accuracy on the test images " + it.text()));
      }
    }
    return 0;
  }

  @Command(
      name = "compare",
      mixinStandardHelpOptions = true,
      versionProvider = VersionProvider.class,
      description =
          "Shows what two versions differ in and, from the table predictions, what the promotion"
              + " policy would say of the first as candidate against the second.")
  int compare(
      @Parameters(index = "0", paramLabel = "VERSION", description = "The candidate.")
          String candidate,
      @Parameters(
              index = "1",
              arity = "0..1",
              defaultValue = "champion",
              paramLabel = "VERSION",
              description = "What it is compared with (default: champion).")
          String other) {
    Registry registry = options.registry();
    VersionManifest a = registry.manifest(ModelReference.find(registry, candidate));
    VersionManifest b = registry.manifest(ModelReference.find(registry, other));
    print(VersionText.compare(a, b) + "\n");
    try (ConsoleListener console = new ConsoleListener(spec.commandLine().getOut());
        JobContext context = options.storeOptions().open("spark-resnet models compare", console)) {
      console.note(VersionText.verdict(a, b, new CompareJob(context).run(options.config(), a, b)));
    }
    return 0;
  }

  @Command(
      name = "register",
      mixinStandardHelpOptions = true,
      versionProvider = VersionProvider.class,
      description =
          "Copies the model of a finished run into the registry as the next version. A run that is"
              + " registered already keeps its version. The champion stays; promote changes it.")
  int register(
      @Parameters(paramLabel = "RUN", description = "Run id of a finished run of train.")
          String run) {
    RunId runId = new RunId(run);
    JobConfig config = options.config();
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out)) {
      ModelVersion version =
          new RegisterJob(options.storeOptions().locks("models register", config, console), console)
              .run(config, runId);
      console.note("next: submit/local promote " + version + options.storeOptions().again());
    }
    return 0;
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      versionProvider = VersionProvider.class,
      description = {
        "Writes a model as ONNX, which takes raw pixels (uint8 [n,3,32,32]; planes red, green, blue)"
            + " and gives probabilities, or its parameters as safetensors with config.json beside"
            + " them.",
        "",
        "The model's SHA-256 is verified first. A file that is there with the same bytes stays.",
        "",
        "  submit/local models export champion --to champion.onnx",
        "  submit/local models export v7 --to weights --format safetensors"
      })
  int export(
      @Parameters(
              paramLabel = "VERSION",
              description =
                  "champion, v000007, v7 or 7, NAME@champion, NAME@v7, or the path of a model.zip.")
          String version,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "FILE|DIR",
              description = "File of ONNX, or folder of safetensors, on any Hadoop file system.")
          String to,
      @Option(
              names = "--format",
              paramLabel = "onnx|safetensors",
              description = "Format of the export (default: onnx where --to ends in .onnx).")
          ModelFormat format,
      @Option(names = "--overwrite", description = "Replace files that are there with other bytes.")
          boolean overwrite) {
    ModelExportRequest request =
        ModelExportRequest.of(
            options.config(), version, to, Optional.ofNullable(format), overwrite);
    StoreOptions store = options.storeOptions();
    return print(
        ModelExportText.of(new ModelExportJob(store.withoutSpark(), store.hadoop()).run(request))
            + "\n");
  }

  private int print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
