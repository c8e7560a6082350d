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
import org.sparkresnet.tables.rows.ExampleDynamicsRow;

/** Section with pictures of the training images whose labels are most suspect. */
final class SuspectsSection {
  static final String ID = "suspects";
  static final String TITLE = "Suspect labels";

  private SuspectsSection() {}

  static DomContent of(ReportedRun run, Pictures pictures) {
    List<ExampleDynamicsRow> suspects = run.suspects();
    if (suspects.isEmpty()) {
      return HtmlParts.part(
          ID,
          TITLE,
          HtmlParts.absent(
              "The training images were not observed; results.example-dynamics = true does it."));
    }
    Map<Integer, String> names =
        run.classes().stream()
            .collect(Collectors.toMap(ClassRow::classId, ClassRow::className, (one, same) -> one));
    DomContent finding =
        HtmlParts.finding(
            "The %d training images whose labels are most suspect after %s: the label → the class that the network preferred in the last."
                .formatted(
                    suspects.size(), HumanText.count(suspects.get(0).presentations(), "epoch")));
    return pictures
        .unavailableReason()
        .map(
            reason ->
                HtmlParts.part(
                    ID,
                    TITLE,
                    finding,
                    HtmlParts.absent("The pictures cannot be shown: " + reason),
                    table(suspects, names)))
        .orElseGet(
            () ->
                HtmlParts.part(
                    ID,
                    TITLE,
                    finding,
                    div(each(suspects, it -> picture(it, pictures, names))).withClass("pictures")));
  }

  private static DomContent picture(
      ExampleDynamicsRow suspect, Pictures pictures, Map<Integer, String> names) {
    byte[] pixels = pictures.pixels().get(suspect.exampleId());
    String label = name(names, suspect.actualId());
    String other = name(names, suspect.otherId());
    return figure(
        pixels == null
            ? div("image not found").withClass("hole")
            : img()
                .withSrc(Thumbnail.dataUri(pixels))
                .withAlt(
                    "Training image %d: labelled %s, rather %s"
                        .formatted(suspect.exampleId(), label, other))
                .attr("width", "32")
                .attr("height", "32"),
        figcaption(
            text(label + " →"),
            br(),
            strong(other),
            br(),
            text(HumanText.format("loss %.1f", suspect.lateLoss().orElse(suspect.meanLoss()))),
            br(),
            text("image " + suspect.exampleId())));
  }

  private static DomContent table(List<ExampleDynamicsRow> suspects, Map<Integer, String> names) {
    return HtmlParts.wide(
        TITLE,
        List.of("image", "label", "rather", "late loss", "mean loss", "mean margin", "times right"),
        suspects.stream()
            .map(
                it ->
                    List.<DomContent>of(
                        text(Long.toString(it.exampleId())),
                        text(name(names, it.actualId())),
                        text(name(names, it.otherId())),
                        text(
                            it.lateLoss().isPresent()
                                ? Numbers.decimal(it.lateLoss().getAsDouble())
                                : "-"),
                        text(Numbers.decimal(it.meanLoss())),
                        text(HumanText.format("%.2f", it.meanMargin())),
                        text(it.timesRight() + " of " + it.presentations())))
            .toList());
  }

  private static String name(Map<Integer, String> names, int id) {
    return names.getOrDefault(id, "class " + id);
  }
}
