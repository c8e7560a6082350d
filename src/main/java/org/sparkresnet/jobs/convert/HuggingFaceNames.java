package org.sparkresnet.jobs.convert;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.FileErrors;

/**
 * Names of classes that Hugging Face's library writes into a Parquet file's metadata, where the
 * labels are their numbers. Driver only.
 */
final class HuggingFaceNames {
  private static final String KEY = "huggingface";

  private HuggingFaceNames() {}

  /**
   * The names of the first file; empty without any.
   *
   * @param files as Spark has them, with encoded characters
   */
  static Optional<List<String>> of(Dataset<Row> rows, String[] files, String column) {
    if (files.length == 0) {
      return Optional.empty();
    }
    Path file = new Path(URI.create(files[0]));
    Configuration hadoop = rows.sparkSession().sparkContext().hadoopConfiguration();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
      String text = reader.getFileMetaData().getKeyValueMetaData().get(KEY);
      return text == null ? Optional.empty() : names(file, text, column);
    } catch (IOException e) {
      throw FileErrors.unreadable("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Optional<List<String>> names(Path file, String text, String column) {
    JsonNode node;
    try {
      node =
          Json.parse(file.toString(), text)
              .path("info")
              .path("features")
              .path(column)
              .path("names");
    } catch (UserError e) {
      return Optional.empty(); // it is not ours to judge
    }
    List<String> names = new ArrayList<>();
    node.forEach(name -> names.add(name.asText()));
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }
}
