package org.sparkresnet.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown page of the project's guide, with its links and the anchors of its headings.
 *
 * @param path of the file, from the project's folder
 * @param text all of it
 */
record GuidePage(Path path, String text) {
  /** The folder of all pages but the README. */
  static final Path FOLDER = Path.of("src/site/markdown");

  static final Path README = Path.of("README.md");

  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
  private static final Pattern FENCE = Pattern.compile("(?ms)^```[^\n]*\n(.*?)^```$");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

  static GuidePage read(Path path) throws IOException {
    return new GuidePage(path, Files.readString(path));
  }

  /** The README first, then the pages by name. */
  static List<GuidePage> all() throws IOException {
    List<GuidePage> pages = new ArrayList<>(List.of(read(README)));
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".md")).sorted().toList()) {
        pages.add(read(file));
      }
    }
    return pages;
  }

  /** The targets of all links and pictures, as they stand. */
  List<String> links() {
    return LINK.matcher(CODE.matcher(prose()).replaceAll(""))
        .results()
        .map(it -> it.group(1))
        .toList();
  }

  /** The anchors that GitHub makes of the headings; a repeated one gets a number. */
  List<String> anchors() {
    List<String> anchors = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    Matcher matcher = HEADING.matcher(prose());
    while (matcher.find()) {
      String anchor = anchor(matcher.group(1));
      int earlier = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(earlier == 0 ? anchor : anchor + "-" + earlier);
    }
    return anchors;
  }

  /** The blocks of code, and the code within lines with its line breaks as spaces. */
  List<String> code() {
    String visible = COMMENT.matcher(text).replaceAll("");
    List<String> code = new ArrayList<>();
    FENCE.matcher(visible).results().forEach(it -> code.add(it.group(1)));
    CODE.matcher(prose()).results().forEach(it -> code.add(it.group(1).replace('\n', ' ')));
    return code;
  }

  /** Lower case; letters, digits, hyphens and underscores stay, spaces become hyphens. */
  private static String anchor(String heading) {
    String words = heading.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1").strip();
    return words.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  /** The text without comments and blocks of code. */
  private String prose() {
    return FENCE.matcher(COMMENT.matcher(text).replaceAll("")).replaceAll("");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
