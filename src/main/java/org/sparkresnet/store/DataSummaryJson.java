package org.sparkresnet.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.common.JsonFields;
import org.sparkresnet.common.Redaction;

/** A {@link DataSummary} as a JSON object. */
final class DataSummaryJson {
  private DataSummaryJson() {}

  static void put(DataSummary data, ObjectNode json) {
    json.put("training_images", data.trainingImages());
    ObjectNode counts = json.putObject("class_counts");
    ObjectNode means = json.putObject("channel_means");
    ObjectNode deviations = json.putObject("channel_deviations");
    for (int i = 0; i < CifarFormat.CLASSES; i++) {
      counts.put(CifarFormat.CLASS_NAMES.get(i), data.classCounts().get(i));
    }
    for (int i = 0; i < DataSummary.CHANNELS.size(); i++) {
      means.put(DataSummary.CHANNELS.get(i), data.channelMeans().get(i));
      deviations.put(DataSummary.CHANNELS.get(i), data.channelDeviations().get(i));
    }
    ArrayNode files = json.putArray("files");
    for (DataSummary.DataFile file : data.files()) {
      ObjectNode one = files.addObject();
      one.put("file", Redaction.redact(file.file()));
      one.put("records", file.records());
      one.put("sha256", file.sha256());
    }
  }

  static DataSummary of(JsonFields json) {
    JsonFields counts = json.object("class_counts");
    List<DataSummary.DataFile> files = new ArrayList<>();
    for (JsonFields file : json.objects("files")) {
      files.add(
          new DataSummary.DataFile(
              file.string("file"), file.integer("records"), file.string("sha256")));
    }
    return new DataSummary(
        json.integer("training_images"),
        CifarFormat.CLASS_NAMES.stream().map(counts::integer).toList(),
        channels(json.object("channel_means")),
        channels(json.object("channel_deviations")),
        files);
  }

  private static List<Double> channels(JsonFields json) {
    return DataSummary.CHANNELS.stream().map(json::number).toList();
  }
}
