package org.sparkresnet.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sparkresnet.fuzz.FuzzTarget;

/** Readers of manifest.json and summary.json. */
public final class RecordFuzz {
  private RecordFuzz() {}

  public static FuzzTarget manifest() {
    return target(
        "manifest",
        Examples.manifest("first").toJson(),
        text -> Manifest.fromJson("manifest.json", text));
  }

  public static FuzzTarget summary() {
    return target(
        "summary", SummaryTest.FINISHED.toJson(), text -> Summary.fromJson("summary.json", text));
  }

  private interface TextReader {
    void read(String text);
  }

  private static FuzzTarget target(String name, String valid, TextReader reader) {
    return new FuzzTarget(
        name,
        List.of(valid.getBytes(StandardCharsets.UTF_8)),
        FuzzTarget.JSON,
        List.of(FuzzTarget.AS_IT_IS),
        file -> reader.read(new String(file, StandardCharsets.UTF_8)));
  }
}
