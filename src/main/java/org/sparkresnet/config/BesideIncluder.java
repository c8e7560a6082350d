package org.sparkresnet.config;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sparkresnet.common.UserError;

/**
 * Includes of a HOCON file: other files beside it or in folders below, and nothing else. An address
 * would be fetched, a resource or a file elsewhere be read, by whoever wrote the file; and what is
 * missing would be passed over, so that half a recipe trained.
 *
 * @param including the file with the includes
 * @param parser reads an included file
 */
record BesideIncluder(Path including, Function<Path, ConfigObject> parser)
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

  @Override
  public ConfigIncluder withFallback(ConfigIncluder other) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return beside(what);
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return beside(what.getPath());
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw refusal("url(\"" + what + "\")", "");
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    throw refusal("classpath(\"" + what + "\")", "");
  }

  private ConfigObject beside(String name) {
    if (name.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*")) {
      throw refusal("\"" + name + "\"", "");
    }
    Path folder = including.toAbsolutePath().getParent().normalize();
    Path file;
    try {
      Path relative = Path.of(name);
      file = folder.resolve(relative).normalize();
      if (relative.isAbsolute() || !file.startsWith(folder) || file.equals(folder)) {
        throw refusal("\"" + name + "\"", "");
      }
    } catch (InvalidPathException e) {
      throw refusal("\"" + name + "\"", ": no such name");
    }
    // As in HOCON, the ending may be left out.
    Path found =
        Stream.of("", ".conf", ".json", ".properties")
            .map(ending -> file.resolveSibling(file.getFileName() + ending))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(
                () ->
                    UserError.usage(
                        "%s: cannot be included: %s: no such file".formatted(including, file)));
    return parser.apply(found);
  }

  private UserError refusal(String what, String reason) {
    return UserError.usage(
        "%s: include must name a file beside it or in a folder below, cannot be: %s%s"
            .formatted(including, what, reason));
  }
}
