package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/** The user's HOCON file. */
final class ConfigFile {
  private ConfigFile() {}

  /**
   * Parses a file with those that it includes.
   *
   * @throws UserError of code USAGE if one of them is missing or not HOCON
   */
  static Config parse(Path file) {
    if (Files.isDirectory(file)) {
      throw UserError.usage(file + ": must be a file, is a folder (--config)");
    }
    if (!Files.isRegularFile(file)) {
      throw UserError.usage(file + ": no such file (--config)");
    }
    if (!Files.isReadable(file)) {
      throw UserError.usage(file + ": cannot be read (--config)");
    }
    try {
      // Absolute: a bare name has no folder, from which its includes could be found.
      return ConfigFactory.parseFile(
              file.toAbsolutePath().toFile(),
              ConfigParseOptions.defaults().setIncluder(new StrictIncluder(null)))
          .resolve();
    } catch (ConfigException.IO e) {
      throw UserError.usage(file + ": cannot be included: " + ErrorText.of(e));
    } catch (ConfigException e) {
      throw UserError.usage("not a HOCON file: " + ErrorText.of(e));
    }
  }

  /** HOCON passes over an include that is missing; half a recipe would train all the same. */
  private record StrictIncluder(ConfigIncluder fallback)
      implements ConfigIncluder, ConfigIncluderFile {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder other) {
      return new StrictIncluder(fallback == null ? other : fallback.withFallback(other));
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      return fallback.include(
          context.setParseOptions(context.parseOptions().setAllowMissing(false)), what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return ConfigFactory.parseFileAnySyntax(what, context.parseOptions().setAllowMissing(false))
          .root();
    }
  }
}
