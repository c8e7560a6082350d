package org.sparkresnet.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Generator of the list of rooms in development.md, from the packages' own descriptions. */
final class RoomsPage {
  private static final Path SOURCES = Path.of("src/main/java/org/sparkresnet");
  private static final Pattern DESCRIPTION =
      Pattern.compile("/\\*\\*(.*?)\\*/\\s*package org\\.sparkresnet\\.([a-z.]+);", Pattern.DOTALL);
  private static final Pattern ORDER = Pattern.compile("(?ms)^## Rooms$.*?^```\n(.*?)^```$");

  private RoomsPage() {}

  static String text() throws IOException {
    MarkdownTable table = new MarkdownTable("room", "what is in it");
    rooms()
        .forEach(
            (room, description) ->
                table.row(
                    List.of(
                        MarkdownTable.code(Stream.of(room)), MarkdownTable.plain(description))));
    return table.toString();
  }

  /** Each package with its description, by name. */
  static SortedMap<String, String> rooms() throws IOException {
    SortedMap<String, String> rooms = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(it -> it.endsWith("package-info.java")).toList()) {
        Matcher matcher = DESCRIPTION.matcher(Files.readString(file));
        if (!matcher.find()) {
          throw new IllegalStateException(file + " must have a description of its package");
        }
        String words = matcher.group(1).replaceAll("\\n\\s*\\*", " ").replaceAll("\\s+", " ");
        rooms.put(matcher.group(2), words.replaceAll("\\{@\\w+ ([^}]*)\\}", "$1").strip());
      }
    }
    return rooms;
  }

  /** The rooms of the first block of code under the heading Rooms. */
  static List<String> order(String page) {
    Matcher matcher = ORDER.matcher(page);
    return matcher.find() ? Arrays.asList(matcher.group(1).strip().split("[\\s,]+")) : List.of();
  }
}
