package org.sparkresnet.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.GroupType;
import org.sparkresnet.common.Sha256;

/** Rows of a Parquet file as texts, by the run in their column; "" where there is none. */
final class ParquetRows {
  /** By the SHA-256 of the file: most files are the same at most points. */
  private static final Map<String, SortedMap<String, List<String>>> READ =
      new ConcurrentHashMap<>();

  private ParquetRows() {}

  static SortedMap<String, List<String>> byRun(Path file) {
    try {
      String sha256 = Sha256.of(Files.readAllBytes(file));
      SortedMap<String, List<String>> known = READ.get(sha256);
      if (known == null) {
        known = read(file);
        READ.put(sha256, known);
      }
      return known;
    } catch (IOException | RuntimeException e) {
      throw new UncheckedIOException(file + " cannot be read", new IOException(e));
    }
  }

  private static SortedMap<String, List<String>> read(Path file) throws IOException {
    SortedMap<String, List<String>> rows = new TreeMap<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(
                new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toString()))
            .withConf(new Configuration())
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        String run = "";
        StringBuilder text = new StringBuilder();
        GroupType type = row.getType();
        for (int i = 0; i < type.getFieldCount(); i++) {
          String value = row.getFieldRepetitionCount(i) == 0 ? "-" : row.getValueToString(i, 0);
          if (type.getFieldName(i).equals("run_id")) {
            run = value;
          } else {
            text.append(type.getFieldName(i)).append('=').append(value).append('|');
          }
        }
        rows.computeIfAbsent(run, it -> new ArrayList<>()).add(text.toString());
      }
    }
    return rows;
  }
}
