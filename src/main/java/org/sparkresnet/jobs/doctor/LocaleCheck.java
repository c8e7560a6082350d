package org.sparkresnet.jobs.doctor;

import java.nio.charset.Charset;
import java.util.Locale;

/** Checks that Java can read and write names of files with letters beyond ASCII. */
final class LocaleCheck {
  private static final String LETTERS = "äñж中";

  private LocaleCheck() {}

  static Finding here(String subject) {
    return of(
        subject,
        System.getProperty("sun.jnu.encoding", "UTF-8"),
        Charset.defaultCharset().name(),
        Locale.getDefault());
  }

  /**
   * Checks a locale.
   *
   * @param names encoding of names of files
   * @param texts encoding of texts whose own is not said
   */
  static Finding of(String subject, String names, String texts, Locale locale) {
    boolean known = Charset.isSupported(names);
    if (!known || !Charset.forName(names).newEncoder().canEncode(LETTERS)) {
      return Finding.failed(
          subject,
          "names of files are limited to %s: set LC_ALL=C.UTF-8 in the environment of the process"
              .formatted(names));
    }
    String digits = String.format(locale, "%d", 1);
    return Finding.ok(
        subject,
        "names of files in %s, texts in %s, locale %s%s"
            .formatted(
                names,
                texts,
                locale.equals(Locale.ROOT) || locale.toString().isEmpty() ? "C" : locale,
                digits.equals("1") ? "" : " (its own digits are not used)"));
  }
}
