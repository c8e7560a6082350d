package org.sparkresnet.nn.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkresnet.common.Json;

/**
 * Writer of a model's parameters as safetensors: the length of a header in JSON as eight
 * little-endian bytes, the header, then the values of all tensors, sorted by name. Equal models
 * give equal bytes.
 */
public final class SafeTensors {
  /** Name of the file with the tensors in an exported folder. */
  public static final String TENSORS_FILE = "model.safetensors";

  /** Name of the file that describes them. */
  public static final String CONFIG_FILE = "config.json";

  /** Values begin at a multiple of this, so that readers can map them into memory. */
  private static final int ALIGNMENT = 8;

  private SafeTensors() {}

  /** Bytes of the file with the tensors. */
  public static byte[] tensors(ExportedModel model) {
    List<Tensor> tensors =
        LayerTensors.of(model.graph()).stream().sorted(Comparator.comparing(Tensor::name)).toList();
    byte[] header = header(model, tensors);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .array());
    out.writeBytes(header);
    tensors.forEach(tensor -> out.writeBytes(tensor.bytes()));
    return out.toByteArray();
  }

  /** Bytes of the file that describes them. */
  public static byte[] config(ExportedModel model) {
    return Json.text(TensorsConfig.of(model)).getBytes(StandardCharsets.UTF_8);
  }

  /** Entry of a tensor in the header. */
  private record Entry(String dtype, List<Long> shape, List<Integer> dataOffsets) {}

  private static byte[] header(ExportedModel model, List<Tensor> tensors) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("__metadata__", model.facts());
    int start = 0;
    for (Tensor tensor : tensors) {
      int end = start + tensor.values().length * Float.BYTES;
      entries.put(tensor.name(), new Entry("F32", tensor.shape(), List.of(start, end)));
      start = end;
    }
    try {
      StringBuilder text = new StringBuilder(Json.MAPPER.writeValueAsString(entries));
      int length = text.toString().getBytes(StandardCharsets.UTF_8).length;
      text.append(" ".repeat(Math.floorMod(-length, ALIGNMENT)));
      return text.toString().getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values are always JSON", e);
    }
  }
}
