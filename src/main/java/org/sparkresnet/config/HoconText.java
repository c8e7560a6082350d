package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import org.sparkresnet.common.ErrorText;

/**
 * Parser of HOCON that nobody vouches for: it reads the text, what the includer gives, and nothing
 * else. Neither environment variables nor system properties reach the result.
 */
final class HoconText {
  /** Parts of a key: the parser's work grows with the square of their number. */
  private static final int MOST_PARTS = 200;

  /** Size of a configuration with its substitutions made. */
  private static final int MOST_CHARACTERS = 1 << 22;

  /** Characters that end an unquoted key. */
  private static final String ENDS = "\"{}[]:=,+#`^?!@*&\\ \t\r\n";

  private HoconText() {}

  /** Failure with a reason of one line. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private Refusal(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  /**
   * Parses a text; substitutions stay.
   *
   * @param origin for the messages of the parser
   */
  static Config parse(String text, String origin, ConfigSyntax syntax, ConfigIncluder includer)
      throws Refusal {
    if (hasTooManyParts(text)) {
      throw new Refusal(origin + ": a key must have at most %d parts".formatted(MOST_PARTS), null);
    }
    try {
      return ConfigFactory.parseString(
          text,
          ConfigParseOptions.defaults()
              .setSyntax(syntax)
              .setOriginDescription(origin)
              .setIncluder(includer));
    } catch (ConfigException e) {
      throw new Refusal(ErrorText.of(e), e);
    } catch (StackOverflowError e) {
      throw new Refusal(origin + ": is nested too deeply", e);
    }
  }

  private static boolean hasTooManyParts(String text) {
    int parts = 0;
    for (int i = 0; i < text.length() && parts <= MOST_PARTS; i++) {
      char c = text.charAt(i);
      parts = c == '.' ? parts + 1 : ENDS.indexOf(c) >= 0 ? 0 : parts;
    }
    return parts > MOST_PARTS;
  }

  /**
   * Replaces substitutions by other values of the same configuration.
   *
   * @throws Refusal also if the result would be too large
   */
  static Config resolved(Config config) throws Refusal {
    try {
      if (!config.isResolved() && ExpandedSize.of(config) > MOST_CHARACTERS) {
        throw new Refusal(
            "substitutions must make at most %d characters".formatted(MOST_CHARACTERS), null);
      }
      return config.resolve(ConfigResolveOptions.noSystem());
    } catch (ConfigException e) {
      throw new Refusal(ErrorText.of(e), e);
    } catch (StackOverflowError e) {
      throw new Refusal("substitutions are nested too deeply", e);
    }
  }
}
