package org.sparkresnet.submit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/**
 * A file of Spark settings such as spark-defaults.conf, read as Spark reads it: Java's properties
 * in UTF-8, values without blanks around them, keys that begin with "spark.".
 *
 * @param path of the file
 * @param settings values by key
 */
public record SettingsFile(Path path, SortedMap<String, String> settings) {
  private static final String PREFIX = "spark.";

  /** Copies the map. */
  public SettingsFile {
    settings = new TreeMap<>(settings);
  }

  /**
   * Reads a file.
   *
   * @throws UserError of code USAGE if it cannot be read, or is no file of properties
   */
  public static SettingsFile read(Path path) {
    Properties properties = new Properties();
    try (Reader reader = new InputStreamReader(Files.newInputStream(path), UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.usage("%s: cannot be read: %s".formatted(path, ErrorText.of(e)));
    }
    SortedMap<String, String> settings = new TreeMap<>();
    for (Map.Entry<Object, Object> entry : properties.entrySet()) {
      String key = entry.getKey().toString();
      if (key.startsWith(PREFIX)) {
        settings.put(key, entry.getValue().toString().trim());
      }
    }
    return new SettingsFile(path, settings);
  }
}
