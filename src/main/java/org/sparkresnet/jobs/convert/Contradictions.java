package org.sparkresnet.jobs.convert;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.jobs.JobContext;

/** Warns of pictures with equal pixels and different labels, and names some of them. */
final class Contradictions {
  private static final int NAMED = 5;

  private final JobContext context;
  private final ClassNames classes;

  Contradictions(JobContext context, ClassNames classes) {
    this.context = context;
    this.classes = classes;
  }

  /** Warns, if there are any; then runs a Spark job. */
  void warn(PictureCounts counts, JavaRDD<ConvertedPicture> pictures) {
    if (counts.contradictions().isEmpty()) {
      return;
    }
    List<PictureKey> wanted =
        new ArrayList<>(
            counts.contradictions().subList(0, Math.min(NAMED, counts.contradictions().size())));
    List<ConvertedPicture> named =
        SparkJobNames.step(
            context.spark().sparkContext(),
            "names of contradicting pictures",
            () ->
                pictures
                    .filter(
                        it ->
                            it.defect() == null && wanted.stream().anyMatch(it.key()::hasPixelsOf))
                    .map(it -> new ConvertedPicture(it.name(), it.key(), null, null))
                    .collect());
    for (PictureKey key : wanted) {
      List<String> equal =
          named.stream()
              .filter(it -> it.key().hasPixelsOf(key))
              .sorted(Comparator.comparing(ConvertedPicture::name))
              .limit(NAMED)
              .map(it -> "%s (%s)".formatted(it.name(), classes.name(it.key().label())))
              .toList();
      context
          .listener()
          .warning("the same pixels under different labels: " + String.join(", ", equal));
    }
    if (counts.contradictions().size() > wanted.size()) {
      context
          .listener()
          .warning(
              HumanText.format(
                  "%,d more pictures have different labels",
                  counts.contradictions().size() - wanted.size()));
    }
  }
}
