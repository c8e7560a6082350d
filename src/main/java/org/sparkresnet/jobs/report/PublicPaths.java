package org.sparkresnet.jobs.report;

import static org.apache.spark.sql.functions.regexp_replace;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.sparkresnet.config.MachineKeys;

/**
 * Texts for an export that may be published: where files lie on somebody's disk, and on which
 * servers, is not for others. Absolute paths and URIs keep their last name; relative paths, which
 * say nothing of a machine, stay whole.
 */
final class PublicPaths {
  /** Folders in a path, in several with commas, or in a list in brackets; blanks belong to them. */
  static final String IN_PATHS = folders("\\n");

  /** Folders in a sentence, where a blank ends a path. */
  static final String IN_PROSE = folders("\\s");

  /** The lines of a configuration with addresses of servers and the like, which are left out. */
  static final String SERVER_LINE =
      MachineKeys.ELSEWHERE.stream()
          .map(Pattern::quote)
          .collect(Collectors.joining("|", "(?m)^(?:", ") = .*(\\n|$)"));

  private PublicPaths() {}

  /**
   * Matches what stands before the last name of an absolute path: a path begins where a text, an
   * element or a word does, and in quotes it has commas of its own.
   *
   * @param end a class of characters that no path has
   */
  private static String folders(String end) {
    String root = "(?:[A-Za-z][A-Za-z0-9+.-]*:(?://[^/,\"'" + end + "]*+)?)?/";
    return "(?<=\")"
        + root
        + "(?:[^\"\\n]*/)?(?=[^\\s/])"
        + "|(?<![^\\s,\\[(='])"
        + root
        + "(?:[^,\"'"
        + end
        + "]*/)?(?=[^\\s/])";
  }

  static Column inPaths(Column text) {
    return regexp_replace(text, IN_PATHS, "");
  }

  static Column inProse(Column text) {
    return regexp_replace(text, IN_PROSE, "");
  }

  /** A configuration of one 'key = value' a line. */
  static Column inConfig(Column text) {
    return regexp_replace(regexp_replace(text, SERVER_LINE, ""), IN_PATHS, "");
  }
}
