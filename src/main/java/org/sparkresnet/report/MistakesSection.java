package org.sparkresnet.report;

import static j2html.TagCreator.br;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.img;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.tables.rows.PredictionRow;

/** Section with pictures of the wrong predictions of highest probability. */
final class MistakesSection {
  private static final String TITLE = "Surest mistakes";

  private MistakesSection() {}

  static DomContent of(ReportedRun run, Pictures pictures) {
    List<PredictionRow> mistakes = Mistakes.surest(run.mistakes());
    Map<Integer, String> names =
        run.classes().stream()
            .collect(Collectors.toMap(ClassRow::classId, ClassRow::className, (one, same) -> one));
    if (mistakes.isEmpty()) {
      return HtmlParts.part(
          "mistakes",
          TITLE,
          HtmlParts.absent(
              run.confusion().isEmpty()
                  ? "The test images were not evaluated."
                  : "No prediction of a test image is wrong."));
    }
    if (pictures.unavailableReason().isPresent()) {
      return HtmlParts.part(
          "mistakes",
          TITLE,
          HtmlParts.absent("The pictures cannot be shown: " + pictures.unavailableReason().get()),
          list(mistakes, names));
    }
    return HtmlParts.part(
        "mistakes",
        TITLE,
        HtmlParts.finding(
            "The %s wrong predictions of highest probability, of %s: what the image shows → what it was taken for."
                .formatted(mistakes.size(), Numbers.whole(run.mistakes().size()))),
        div(each(mistakes, it -> picture(it, pictures, names))).withClass("pictures"));
  }

  private static DomContent picture(
      PredictionRow mistake, Pictures pictures, Map<Integer, String> names) {
    byte[] pixels = pictures.pixels().get(mistake.exampleId());
    String words = words(mistake, names);
    return figure(
        pixels == null
            ? div("image not found").withClass("hole")
            : img()
                .withSrc(Thumbnail.dataUri(pixels))
                .withAlt("Test image " + mistake.exampleId() + ": " + words)
                .attr("width", "32")
                .attr("height", "32"),
        figcaption(
            text(name(names, mistake.actualId().orElseThrow()) + " →"),
            br(),
            strong(name(names, mistake.predictedId())),
            br(),
            text(HumanText.percent(mistake.probability())),
            br(),
            text("image " + mistake.exampleId())));
  }

  private static DomContent list(List<PredictionRow> mistakes, Map<Integer, String> names) {
    return HtmlParts.wide(
        TITLE,
        List.of("image", "shows", "taken for", "probability"),
        mistakes.stream()
            .map(
                it ->
                    List.<DomContent>of(
                        text(Long.toString(it.exampleId())),
                        text(name(names, it.actualId().orElseThrow())),
                        text(name(names, it.predictedId())),
                        text(HumanText.percent(it.probability()))))
            .toList());
  }

  private static String words(PredictionRow mistake, Map<Integer, String> names) {
    return "%s taken for %s with probability %s"
        .formatted(
            name(names, mistake.actualId().orElseThrow()),
            name(names, mistake.predictedId()),
            HumanText.percent(mistake.probability()));
  }

  private static String name(Map<Integer, String> names, int id) {
    return names.getOrDefault(id, "class " + id);
  }
}
