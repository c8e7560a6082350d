package org.sparkresnet.jobs.export;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.files.OutputPath;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.nn.export.ExportedModel;
import org.sparkresnet.nn.export.OnnxModel;
import org.sparkresnet.nn.export.SafeTensors;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.store.Store;

/** Exports a saved model as ONNX or safetensors. Needs no Spark. */
public final class ModelExportJob {
  /** A version as models show takes it, which elsewhere is the path of a file. */
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Store store;
  private final Configuration hadoop;

  /**
   * Job on a store.
   *
   * @param hadoop configuration of the file systems of model and target
   */
  public ModelExportJob(Store store, Configuration hadoop) {
    this.store = store;
    this.hadoop = hadoop;
  }

  /**
   * Reads and verifies the model as {@link SavedModel#load}, and writes it aside, then under its
   * name. Bytes that are there already are not written again.
   *
   * @throws org.sparkresnet.common.UserError of code USAGE if there is no such version, or if a
   *     file with other bytes is there and may not be replaced; of code DATA if the model is
   *     missing or damaged; of code STORAGE if the target cannot be written
   */
  public ModelExportResult run(ModelExportRequest request) {
    boolean onnx = request.format() == ModelFormat.ONNX;
    OutputPath target = OutputPath.of(hadoop, "--to", onnx ? "a file" : "a folder", request.to());
    ExportedModel model = read(request.config(), request.model());
    ExportFiles files = new ExportFiles(target, request.overwrite());
    byte[] bytes = onnx ? OnnxModel.bytes(model) : SafeTensors.tensors(model);
    boolean written = onnx ? files.file(bytes) : files.folder(folder(model, bytes));
    return new ModelExportResult(
        model.network(),
        model.version(),
        request.format(),
        onnx ? target.path() : new Path(target.path(), SafeTensors.TENSORS_FILE),
        bytes.length,
        Sha256.of(bytes),
        written);
  }

  private static Map<String, byte[]> folder(ExportedModel model, byte[] tensors) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put(SafeTensors.TENSORS_FILE, tensors);
    contents.put(SafeTensors.CONFIG_FILE, SafeTensors.config(model));
    return contents;
  }

  private ExportedModel read(JobConfig config, String text) {
    String named = NUMBER.matcher(text).matches() ? "v" + text : text;
    SavedModel saved = SavedModel.load(hadoop, store, config, "models export", named);
    Optional<String> version =
        ModelReference.parse(named, config.registry().model())
            .flatMap(it -> saved.version().map(number -> it.model() + "@" + number));
    return new ExportedModel(
        saved.network(),
        saved.parameters(),
        saved.classes(),
        saved.normalization(hadoop, config),
        saved.sha256(),
        version,
        saved.description());
  }
}
