import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Writes the guide of a release: README.md and each page of the guide as an HTML file of the same
 * name, with links that lead to the places of the files in the release. Run by the profile dist.
 *
 * <p>Arguments: the project's folder, the folder to write to.
 */
public final class GuideHtml {
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s</title>
      <link rel="stylesheet" href="guide.css">
      </head>
      <body>
      <nav><a href="index.html">The guide</a> <a href="README.html">Overview</a></nav>
      %s</body>
      </html>
      """;

  private final Map<String, Integer> headings = new HashMap<>();

  private GuideHtml() {}

  public static void main(String[] args) throws IOException {
    Path project = Path.of(args[0]);
    Path guide = Files.createDirectories(Path.of(args[1]));
    write(project.resolve("README.md"), guide);
    try (Stream<Path> pages = Files.list(project.resolve("src/site/markdown"))) {
      for (Path page : pages.filter(it -> it.toString().endsWith(".md")).sorted().toList()) {
        write(page, guide);
      }
    }
    Files.copy(project.resolve("src/assembly/guide/guide.css"), guide.resolve("guide.css"));
  }

  private static void write(Path page, Path guide) throws IOException {
    List<TablesExtension> tables = List.of((TablesExtension) TablesExtension.create());
    Node document = Parser.builder().extensions(tables).build().parse(Files.readString(page));
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            link.setDestination(inRelease(link.getDestination()));
            visitChildren(link);
          }

          @Override
          public void visit(Image image) {
            image.setDestination(inRelease(image.getDestination()));
          }
        });
    GuideHtml html = new GuideHtml();
    HtmlRenderer renderer =
        HtmlRenderer.builder()
            .extensions(tables)
            .attributeProviderFactory(
                context ->
                    (node, tag, attributes) -> {
                      if (node instanceof Heading) {
                        attributes.put("id", html.anchor(text(node)));
                      }
                    })
            .build();
    String title = text(document.getFirstChild());
    String name = page.getFileName().toString().replaceFirst("md$", "html");
    Files.writeString(
        guide.resolve(name),
        PAGE.formatted(title.replace("&", "&amp;").replace("<", "&lt;"), renderer.render(document)));
  }

  /** Target of a link from the folder guide of the release. */
  private static String inRelease(String target) {
    if (target.matches("[a-z]+:.*") || target.startsWith("#")) {
      return target;
    }
    return target
        .replaceFirst("^(\\.\\./\\.\\./\\.\\./|src/site/markdown/)", "")
        .replaceFirst("^(conf|notebooks|submit)\\b", "../$1")
        .replaceFirst("^\\.\\./\\.\\./main/resources/", "../conf/")
        .replaceFirst("\\.md(#|$)", ".html$1");
  }

  /** Anchor that GitHub makes of a heading; a repeated one gets a number. */
  private String anchor(String heading) {
    String anchor =
        heading
            .strip()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N} _-]", "")
            .replace(' ', '-');
    int earlier = headings.merge(anchor, 1, Integer::sum) - 1;
    return earlier == 0 ? anchor : anchor + "-" + earlier;
  }

  private static String text(Node node) {
    StringBuilder text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(Code part) {
            text.append(part.getLiteral());
          }
        });
    return text.toString();
  }
}
