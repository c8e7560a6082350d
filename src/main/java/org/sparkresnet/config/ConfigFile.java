package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkresnet.common.BoundedInput;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/** The user's HOCON file, with those beside it that it includes. */
public final class ConfigFile {
  private static final int MOST_FILES = 100;
  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern OPTIONAL_SUBSTITUTION =
      Pattern.compile("\\$\\{\\?\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*}");

  private final Path file;
  private final List<Path> parts = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  private ConfigFile(Path file) {
    this.file = file;
  }

  /**
   * Parses a file with those that it includes.
   *
   * @throws UserError of code USAGE if one of them is missing, not beside the one that includes it,
   *     or not HOCON, or if a value is to come from the environment
   */
  static Config parse(Path file) {
    ConfigFile whole = new ConfigFile(file);
    return whole.resolved(whole.read().toConfig());
  }

  /**
   * Lists a file and those that it includes, itself first, each once.
   *
   * @throws UserError of code USAGE as for a configuration that is loaded, but for its values
   */
  public static List<Path> withIncludes(Path file) {
    ConfigFile whole = new ConfigFile(file);
    whole.read();
    return whole.parts.stream().distinct().toList();
  }

  private ConfigObject read() {
    if (Files.isDirectory(file)) {
      throw UserError.usage(file + ": must be a file, is a folder (--config)");
    }
    if (!Files.isRegularFile(file)) {
      throw UserError.usage(file + ": no such file (--config)");
    }
    if (!Files.isReadable(file)) {
      throw UserError.usage(file + ": cannot be read (--config)");
    }
    return read(file);
  }

  private ConfigObject read(Path part) {
    if (texts.size() == MOST_FILES) {
      throw UserError.usage("%s: must include at most %d files".formatted(file, MOST_FILES));
    }
    try (InputStream in = Files.newInputStream(part)) {
      byte[] bytes = BoundedInput.readAll(in, part.toString(), MOST_BYTES);
      String text = new String(bytes, StandardCharsets.UTF_8);
      parts.add(part);
      texts.add(text);
      return HoconText.parse(
              text, part.toString(), syntax(part), new BesideIncluder(part, this::read))
          .root();
    } catch (IOException e) {
      throw UserError.usage(part + ": cannot be read: " + ErrorText.of(e));
    } catch (HoconText.Refusal e) {
      throw UserError.usage("not a HOCON file: " + e.getMessage());
    }
  }

  private static ConfigSyntax syntax(Path part) {
    String name = part.getFileName().toString();
    return name.endsWith(".json")
        ? ConfigSyntax.JSON
        : name.endsWith(".properties") ? ConfigSyntax.PROPERTIES : ConfigSyntax.CONF;
  }

  private Config resolved(Config config) {
    Config resolved;
    try {
      resolved = HoconText.resolved(config);
    } catch (HoconText.Refusal e) {
      throw UserError.usage(
          "%s: %s (environment variables are not read)".formatted(file, e.getMessage()));
    }
    for (String text : texts) {
      Matcher substitution = OPTIONAL_SUBSTITUTION.matcher(text);
      while (substitution.find()) {
        requireNoVariable(resolved, substitution.group(1));
      }
    }
    return resolved;
  }

  /** Refuses what HOCON would have taken from the environment: another recipe would train. */
  private void requireNoVariable(Config resolved, String name) {
    if (System.getenv().containsKey(name) && !resolved.hasPath(name)) {
      throw UserError.usage(
          "%s: ${?%s} must be a key of the file, environment variables are not read (--set KEY=VALUE can take one from the shell)"
              .formatted(file, name));
    }
  }
}
